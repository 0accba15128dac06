export class FakeSender {
  parameters = { encodings: [{}] as Record<string, unknown>[], degradationPreference: "" };
  constructor(public track: unknown) {}
  getParameters() {
    return structuredClone(this.parameters);
  }
  async setParameters(parameters: FakeSender["parameters"]): Promise<void> {
    this.parameters = parameters;
  }
  async replaceTrack(track: unknown): Promise<void> {
    this.track = track;
  }
}

export interface FakeLine {
  sender: FakeSender;
  receiver: { track: { kind: string } };
  direction: string;
  named: boolean;
}

export function newLine(kind: string, track: unknown): FakeLine {
  return {
    sender: new FakeSender(track),
    receiver: { track: { kind } },
    direction: "recvonly",
    named: false,
  };
}
