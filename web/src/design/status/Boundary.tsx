import { Component, type ComponentChildren } from "preact";
import { t } from "../../text";
import { Button, LinkButton } from "../Button";
import { Icon } from "../Icon";
import "./states.css";

interface BoundaryProps {
  /** What is shown, such as its address: something else gets another try. */
  of: string;
  /** Nothing of the page is left around it: it is the page's main part itself. */
  whole?: boolean;
  children: ComponentChildren;
}

/** A page that fails to draw says so, with a way on, and takes nothing around it along. */
export class Boundary extends Component<BoundaryProps, { failedOn: string | null }> {
  override state = { failedOn: null };

  override componentDidCatch(error: unknown): void {
    console.error("A page can't be shown", error);
    this.setState({ failedOn: this.props.of });
  }

  override render() {
    const { of, whole, children } = this.props;
    if (this.state.failedOn !== of) return children;
    return whole ? (
      <main id="main" tabIndex={-1}>
        <Broken />
      </main>
    ) : (
      <Broken />
    );
  }
}

function Broken() {
  const words = t().common;
  return (
    <section class="empty" role="alert">
      <span class="empty-icon">
        <Icon name="warning" />
      </span>
      <h1 class="empty-title">{words.broken}</h1>
      <p class="quiet">{words.brokenWhat}</p>
      <Button kind="primary" onClick={() => location.reload()}>
        {words.loadAgain}
      </Button>
      <LinkButton href="/">{words.toStart}</LinkButton>
    </section>
  );
}
