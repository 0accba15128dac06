import { authorName } from "../../../text/author";
import { useEffect, useRef, useState } from "preact/hooks";
import { outbox } from "../../../app/outbox";
import { me } from "../../../app/state";
import { Button } from "../../../design/Button";
import { TextField } from "../../../design/forms/Field";
import { Sheet } from "../../../design/overlays/Sheet";
import { buzz } from "../../../device/browser";
import { keepOwn, readOwn } from "../../../app/own";
import { chime } from "../../../device/ring";
import type { Message } from "../../../protocol/net/wire";
import { linesOf, type MessageItem } from "../../../protocol/outbox/words";
import { t } from "../../../text/call";
import { WordsState } from "../words/WordsState";
import { say } from "../words/write";
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
  const said = Object.fromEntries(messages.map((message) => [message.id, message]));
  const unsent = linesOf(outbox.items.value, job, said).filter(
    ({ entry }) => entry.session === session,
  );
  const count = messages.length + unsent.length;
  useEffect(() => {
    list.current?.lastElementChild?.scrollIntoView({ block: "end" });
  }, [count]);
  return (
    <Sheet
      title={words.chat}
      onClose={onClose}
      actions={<Compose job={job} session={session} />}
      reading={count > 0}
    >
      {count === 0 && <p class="quiet">{words.chatEmpty}</p>}
      <ol ref={list} class="chat">
        {messages.map((message) => (
          <li key={message.id} class={message.author.id === me.value?.person.id ? "chat-mine" : ""}>
            <p class="chat-by num">
              {authorName(message.author)} · {clockTime(message.sent_at, zone)}
            </p>
            <p class="keep-lines">{message.text}</p>
          </li>
        ))}
        {unsent.map((item) => (
          <UnsentLine key={item.entry.id} item={item} zone={zone} />
        ))}
      </ol>
    </Sheet>
  );
}

function UnsentLine({ item, zone }: { item: MessageItem; zone: string }) {
  const { text, happened_at } = item.entry;
  return (
    <li class="chat-mine">
      <p class="chat-by num">
        {me.value?.person.name} · {clockTime(happened_at, zone)}
      </p>
      <p class="keep-lines">{text}</p>
      <WordsState item={item} />
    </li>
  );
}

/** The line that she writes: a draft until it is in the outbox. */
function useChatLine(job: string, session: string) {
  const draft = `chat.${session}`;
  const [text, setText] = useState(() => readOwn(draft));
  const latest = useRef(text);
  const show = (value: string) => {
    latest.current = value;
    setText(value);
  };
  const write = (value: string) => {
    show(value);
    keepOwn(draft, value);
  };
  const send = async () => {
    const line = text.trim();
    if (!line) return;
    show("");
    await say(job, session, line);
    // It is on the disk; what she has written meanwhile is another line.
    keepOwn(draft, latest.current);
  };
  return { text, write, send };
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
      <TextField
        label={words.write}
        value={line.text}
        maxLength={2000}
        autoComplete="off"
        onValue={line.write}
      />
      <Button type="submit" kind="primary" size="big" icon="send">
        {words.send}
      </Button>
    </form>
  );
}
