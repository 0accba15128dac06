/** Handlers of one kind of news, each until its own function takes it off. */
export class Listeners<News extends unknown[]> {
  private readonly handlers = new Set<(...news: News) => void>();

  add(handler: (...news: News) => void): () => void {
    this.handlers.add(handler);
    return () => this.handlers.delete(handler);
  }

  tell(...news: News): void {
    for (const handler of this.handlers) handler(...news);
  }
}
