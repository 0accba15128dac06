import { route } from "../../app/router";
import { live, me } from "../../app/state";
import { Button } from "../../design/Button";
import { Connection } from "../../design/status/Connection";
import { Icon, BrandMark, type IconName } from "../../design/Icon";
import { t } from "../../text/desk";
import { SearchBox } from "./SearchBox";

export function OfficeTop({ onCreate }: { onCreate: (() => void) | null }) {
  return (
    <header class="office-top">
      <a href="/" class="office-name" aria-label={t().common.name}>
        <BrandMark />
      </a>
      <Navigation />
      <SearchBox />
      <Connection status={live().status.value} />
      {onCreate && (
        <Button kind="primary" icon="plus" onClick={onCreate}>
          {t().office.newJob}
        </Button>
      )}
      <a href="/account" class="office-me" {...current("/account")}>
        <Icon name="person" />
        <span>{me.value?.person.name}</span>
      </a>
    </header>
  );
}

function current(path: string) {
  return route.value.path === path ? { "aria-current": "page" as const } : {};
}

function Navigation() {
  const words = t().office;
  const expert = me.value?.person.role === "expert";
  const links: [string, IconName, string][] = [
    ...(expert ? [["/", "console", t().expert.console] as [string, IconName, string]] : []),
    [expert ? "/board" : "/", "board", words.board],
    ["/jobs", "list", words.jobs],
    ["/people", "people", words.people],
    ["/sites", "sites", words.sites],
  ];
  return (
    <nav class="office-nav" aria-label={t().common.navigation}>
      {links.map(([to, icon, label]) => (
        <a key={to} href={to} class="office-link" {...current(to)}>
          <Icon name={icon} />
          <span>{label}</span>
        </a>
      ))}
    </nav>
  );
}
