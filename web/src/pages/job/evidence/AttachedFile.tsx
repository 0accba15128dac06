import { LinkButton } from "../../../design/Button";
import { Icon } from "../../../design/Icon";
import type { PictureSource } from "../../../protocol/net/api";
import type { Evidence } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { megabytes } from "../../../text/size";
import "./file.css";

/** An attached file, which every reader saves as it came and no page opens. */
export function AttachedFile({ item, source }: { item: Evidence; source: PictureSource }) {
  return (
    <>
      <FileName name={item.name ?? ""} bytes={item.size ?? 0} />
      {item.caption && <p>{item.caption}</p>}
      <p class="no-print">
        <LinkButton href={source(item.id, "file")} external icon="upload">
          {t().job.file.save}
        </LinkButton>
      </p>
    </>
  );
}

/** The name of a file and how large it is; `bytes` is its size. */
export function FileName({ name, bytes }: { name: string; bytes: number }) {
  return (
    <p class="file-name">
      <Icon name="attach" />
      <span>{name}</span>
      <span class="quiet num">{megabytes(bytes)}</span>
    </p>
  );
}
