import { api } from "../../app/state";
import { t } from "../../text/desk";
import { JoinReady } from "./JoinReady";
import { NewLinkSheet } from "./NewLinkSheet";

const HOURS = [1, 4, 12, 24, 72];
const HOUR = 3_600_000;

interface NewJoinSheetProps {
  job: string;
  zone: string;
  onClose: () => void;
}

export function NewJoinSheet({ job, zone, onClose }: NewJoinSheetProps) {
  const words = t().office.join;
  return (
    <NewLinkSheet
      words={words}
      field={{ name: "name", label: words.name, hint: words.nameHint }}
      lifetimes={{ unit: HOUR, counts: HOURS, first: 12, words: words.hours }}
      create={(request) => api.createJoin(job, request)}
      onClose={onClose}
      ready={(join) => <JoinReady job={job} join={join} zone={zone} onClose={onClose} />}
    />
  );
}
