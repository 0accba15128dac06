import { authorName } from "../../../text/author";
import { useEffect, useRef, useState } from "preact/hooks";
import { useSendAgain } from "../../../app/send-again";
import { api, me } from "../../../app/state";
import { Button } from "../../../design/Button";
import { TextField } from "../../../design/forms/Field";
import { useAction } from "../../../design/status/load";
import { Sheet } from "../../../design/overlays/Sheet";
import { Trouble } from "../../../design/status/States";
import { buzz } from "../../../device/browser";
import { keepOwn, readOwn } from "../../../app/own";
import { chime } from "../../../device/ring";
import { newId } from "../../../protocol/net/ids";
import type { Message } from "../../../protocol/net/wire";
import { t } from "../../../text/call";
import { shortAuthorName } from "./words";
import { clockTime } from "../../../text/time";

/** The last chat line stands over the picture; a press opens the whole chat. */
export function ChatLine({ messages, onOpen }: { messages: Message[]; onOpen: () => void }) {
  const last = messages.at(-1);
  const [first] = useState(messages.length);
  useEffect(() => {
    if (messages.length <= first || last?.author.id === me.value?.person.id) return;
    chime();
    buzz();
  }, [last?.id]);
  if (!last) return null;
  return (
    <button type="button" class="call-line" aria-live="polite" onClick={onOpen}>
      {t().call.said(shortAuthorName(last.author), last.text)}
    </button>
  );
}

interface ChatProps {
  job: string;
  session: string;
  messages: Message[];
  zone: string;
  onClose: () => void;
}

export function ChatSheet({ job, session, messages, zone, onClose }: ChatProps) {
  const words = t().call;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.lastElementChild?.scrollIntoView({ block: "end" });
  }, [messages.length]);
  return (
    <Sheet
      title={words.chat}
      onClose={onClose}
      actions={<Compose job={job} session={session} />}
      reading={messages.length > 0}
    >
      {messages.length === 0 && <p class="quiet">{words.chatEmpty}</p>}
      <ol ref={list} class="chat">
        {messages.map((message) => (
          <li key={message.id} class={message.author.id === me.value?.person.id ? "chat-mine" : ""}>
            <p class="chat-by num">
              {authorName(message.author)} · {clockTime(message.sent_at, zone)}
            </p>
            <p class="keep-lines">{message.text}</p>
          </li>
        ))}
      </ol>
    </Sheet>
  );
}

/** The line that she writes: it goes out by itself once it has found no server. */
function useChatLine(job: string, session: string) {
  const draft = `chat.${session}`;
  const [text, setText] = useState(() => readOwn(draft));
  const { busy, problem, run, clear } = useAction();
  // Every try with these words has the same id, so that a retry finds its first attempt.
  const id = useRef(newId());
  const write = (value: string) => {
    id.current = newId();
    clear();
    setText(value);
    keepOwn(draft, value);
  };
  const send = async () => {
    if (!text.trim()) return;
    const tried = id.current;
    const sent = await run(() => api.say(job, session, tried, text.trim()));
    // What she has written meanwhile is another line.
    if (sent && id.current === tried) write("");
  };
  const later = problem !== null && (problem.status >= 500 || problem.status === 429);
  const unsent = problem !== null && (problem.offline || later);
  useSendAgain(unsent, () => void send());
  // A line is still unsent while its next try is on its way.
  const waiting = useRef(false);
  if (!busy) waiting.current = unsent;
  return { text, write, send, busy, problem, waiting: waiting.current };
}

function Compose({ job, session }: { job: string; session: string }) {
  const words = t().call;
  const line = useChatLine(job, session);
  const submit = (event: Event) => {
    event.preventDefault();
    void line.send();
  };
  return (
    <form class="chat-write" onSubmit={submit}>
      {line.waiting ? (
        <p class="trouble" role="alert">
          {t().common.unsent}
        </p>
      ) : (
        <Trouble problem={line.problem} />
      )}
      <TextField
        label={words.write}
        value={line.text}
        maxLength={2000}
        autoComplete="off"
        onValue={line.write}
      />
      <Button type="submit" kind="primary" size="big" icon="send" busy={line.busy}>
        {words.send}
      </Button>
    </form>
  );
}
