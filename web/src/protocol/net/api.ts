import type { ApiClient, Query } from "./client";
import type * as wire from "./wire";
import { wholeDocument } from "../job/whole-document";

/** Every request of the HTTP API by name; /api/docs describes them. */
export function api(client: ApiClient) {
  return {
    client,
    config: () => client.get<wire.Config>("/config"),
    ...signIn(client),
    ...secondFactors(client),
    ...people(client),
    ...places(client),
    ...jobs(client),
    ...evidence(client),
    ...statements(client),
    ...deliveries(client),
    /** The same deliveries as this person's, whoever is signed in by the time that they go. */
    inNameOf: (person: string): DeliveryApi => deliveries(client.inNameOf(person)),
    ...shares(client),
    ...sessions(client),
    ...joins(client),
  };
}

export type Api = ReturnType<typeof api>;

/** The requests that carry what a device has kept until it could be sent. */
const deliveries = (client: Pick<ApiClient, "post" | "patch">) => ({
  requestUpload: (job: string, upload: wire.UploadRequest) =>
    client.post<wire.UploadTicket>(`/jobs/${job}/uploads`, upload),
  seal: (job: string, id: string) => client.post<wire.Evidence>(`/jobs/${job}/evidence/${id}/seal`),
  addNote: (job: string, note: wire.NoteRequest) =>
    client.post<wire.Evidence>(`/jobs/${job}/notes`, note),
  /** The answer is a statement when it was not applied, since others had changed the job meanwhile. */
  state: (job: string, verb: wire.StatedVerb, step: wire.Told) =>
    client.post<wire.Job | wire.Statement>(`/jobs/${job}/${verb}`, step),
  drawMark: (job: string, session: string, mark: wire.NewMark) =>
    client.post<wire.Mark>(`/jobs/${job}/sessions/${session}/marks`, mark),
  undoMark: (job: string, session: string, id: string) =>
    client.post<wire.Mark>(`/jobs/${job}/sessions/${session}/marks/${id}/undo`),
  /** The answer is a note when its author had been taken off the job before, without knowing. */
  say: (job: string, session: string, line: wire.NewMessage) =>
    client.post<wire.Message | wire.Evidence>(`/jobs/${job}/sessions/${session}/messages`, line),
  describe: (job: string, id: string, change: wire.Description) =>
    client.patch<wire.Evidence>(`/jobs/${job}/evidence/${id}`, change),
});

export type DeliveryApi = ReturnType<typeof deliveries>;

const signIn = (client: ApiClient) => ({
  current: () => client.get<wire.Login>("/logins/current"),

  phoneKey: (phone: string) => client.get<wire.PhoneKey>(`/logins/current/phone-keys/${phone}`),
  signIn: (proof: wire.SignIn) => client.post<wire.SignedIn>("/logins", proof),
  signOut: () => client.delete("/logins/current"),
  signOutEverywhere: () => client.delete("/logins"),
  devices: () => client.get<wire.OwnDevices>("/logins"),
  endDevice: (id: string) => client.delete(`/logins/${id}`),
  confirm: (current: string) => client.post<void>("/logins/current/confirm", { current }),
  /** The answer gives this browser a new cookie, and ends the one it had. */
  setPassword: (password: string, current?: string) =>
    client.put<wire.SignedIn>("/logins/current/password", {
      password,
      ...(current && { current }),
    }),
  peek: (token: string) => client.get<wire.LinkPeek>(`/links/${encodeURIComponent(token)}`),
});

const secondFactors = (client: ApiClient) => ({
  signInByCode: (code: string) => client.post<wire.SignedIn>("/logins/current/code", { code }),
  passkeyOptions: () => client.post<wire.PasskeyOptions>("/logins/current/passkey/options"),
  signInByPasskey: (credential: object) =>
    client.post<wire.SignedIn>("/logins/current/passkey", { credential }),
  secondFactors: () => client.get<wire.FactorList>("/second-factors"),
  beginApp: (name: string) => client.post<wire.AppKey>("/second-factors/apps", { name }),
  confirmApp: (id: string, code: string) =>
    client.post<wire.FactorAdded>(`/second-factors/apps/${id}/confirm`, { code }),
  newPasskeyOptions: () => client.post<wire.PasskeyOptions>("/second-factors/passkeys/options"),
  addPasskey: (name: string, credential: object) =>
    client.post<wire.FactorAdded>("/second-factors/passkeys", { name, credential }),
  removeFactor: (id: string) => client.delete(`/second-factors/${id}`),
  renewCodes: () => client.post<wire.RecoveryCodes>("/second-factors/recovery-codes"),
  resetFactors: (person: string) =>
    client.post<wire.Person>(`/people/${person}/second-factors/reset`),
});

const people = (client: ApiClient) => ({
  people: (query: Query = {}) =>
    client.get<wire.Page<wire.Person>>("/people", { limit: 200, ...query }),
  invite: (person: wire.NewPerson) => client.post<wire.PersonWithLink>("/people", person),
  editPerson: (id: string, change: wire.PersonEdit) =>
    client.patch<wire.Person>(`/people/${id}`, change),
  personVerb: (id: string, verb: "deactivate" | "reactivate" | "sign-out") =>
    client.post<wire.Person>(`/people/${id}/${verb}`),
  linksMade: (id: string) => client.get<wire.MadeLinkList>(`/people/${id}/links`),
  resetPerson: (id: string) => client.post<wire.PersonWithLink>(`/people/${id}/reset`),
  organizations: () => client.get<wire.Page<wire.Organization>>("/organizations", { limit: 200 }),
  createOrganization: (organization: wire.NewOrganization) =>
    client.post<wire.Organization>("/organizations", organization),
  editOrganization: (id: string, change: wire.OrganizationEdit) =>
    client.patch<wire.Organization>(`/organizations/${id}`, change),
  organizationEvents: (id: string, after: number) =>
    client.get<wire.EventPage>(`/organizations/${id}/events`, { after, limit: 200 }),
});

const places = (client: ApiClient) => ({
  sites: (query: Query = {}) =>
    client.get<wire.Page<wire.Site>>("/sites", { limit: 200, ...query }),
  site: (id: string) => client.get<wire.Site>(`/sites/${id}`),
  createSite: (site: wire.NewSite) => client.post<wire.Site>("/sites", site),
  editSite: (id: string, change: wire.SiteEdit) => client.patch<wire.Site>(`/sites/${id}`, change),
  importSites: (body: wire.SiteImport) => client.post<wire.ImportResult>("/sites/import", body),
  assets: (query: Query) => client.get<wire.Page<wire.Asset>>("/assets", { limit: 200, ...query }),
  createAsset: (asset: wire.NewAsset) => client.post<wire.Asset>("/assets", asset),
  editAsset: (id: string, change: wire.AssetEdit) =>
    client.patch<wire.Asset>(`/assets/${id}`, change),
  importAssets: (body: wire.AssetImport) => client.post<wire.ImportResult>("/assets/import", body),
});

export type JobVerb =
  | "open"
  | "assign"
  | "acknowledge"
  | "arrive"
  | "hold"
  | "resume"
  | "complete"
  | "reopen"
  | "cancel";

const jobs = (client: ApiClient) => ({
  jobs: (query: Query = {}) => client.get<wire.Page<wire.JobRow>>("/jobs", query),
  job: async (id: string) => {
    const part = (after?: string) => client.get<wire.JobDocument>(`/jobs/${id}`, { after });
    return wholeDocument(await part(), part);
  },
  jobContext: (id: string) => client.get<wire.JobContext>(`/jobs/${id}/context`),
  jobEvents: (id: string, after: number, limit = 200) =>
    client.get<wire.EventPage>(`/jobs/${id}/events`, { after, limit }),
  createJob: (job: wire.NewJob) => client.post<wire.Job>("/jobs", job),
  editJob: (id: string, change: wire.JobEdit) => client.patch<wire.Job>(`/jobs/${id}`, change),
  jobVerb: (id: string, verb: JobVerb, body: object = {}) =>
    client.post<wire.Job>(`/jobs/${id}/${verb}`, body),
});

const evidence = (client: ApiClient) => ({
  /** `address`: the chapters of a recording, by a `PictureSource`. */
  chapters: (address: string) => client.get<wire.Chapters>(address.replace(/^\/api/, "")),
  withdraw: (job: string, id: string, reason: string) =>
    client.post<wire.Evidence>(`/jobs/${job}/evidence/${id}/withdraw`, { reason }),
  /** Take over what a technician captured after she had been taken off the job. */
  acceptEvidence: (job: string, id: string) =>
    client.post<wire.Evidence>(`/jobs/${job}/evidence/${id}/accept`),
});

const statements = (client: ApiClient) => ({
  acceptStatement: (job: string, id: string) =>
    client.post<wire.Job>(`/jobs/${job}/statements/${id}/accept`),
  refuseStatement: (job: string, id: string, reason: string) =>
    client.post<wire.Statement>(`/jobs/${job}/statements/${id}/refuse`, { reason }),
});

const shares = (client: ApiClient) => ({
  shares: (job: string) => client.get<{ items: wire.ListedShare[] }>(`/jobs/${job}/shares`),
  createShare: (job: string, share: wire.NewShare) =>
    client.post<wire.ListedShare>(`/jobs/${job}/shares`, share),
  revokeShare: (job: string, id: string) =>
    client.post<wire.ListedShare>(`/jobs/${job}/shares/${id}/revoke`),
  shared: async (token: string) => {
    const part = (after?: string) =>
      client.get<wire.SharedJob>(`/shares/${encodeURIComponent(token)}`, { after });
    const first = await part();
    const following = async (after: string) => (await part(after)).document;
    return { ...first, document: await wholeDocument(first.document, following) };
  },
  sharedEvents: (token: string, after: number) =>
    client.get<wire.EventPage>(`/shares/${encodeURIComponent(token)}/events`, {
      after,
      limit: 200,
    }),
});

const sessions = (client: ApiClient) => ({
  calls: () => client.get<wire.Calls>("/calls"),
  connectivity: () => client.get<wire.Connectivity>("/connectivity"),
  /** A technician asks for help, or an expert calls the technician; a job has one open session. */
  askForHelp: (job: string, id: string) => client.post<wire.Seat>(`/jobs/${job}/sessions`, { id }),
  claim: (job: string, session: string) =>
    client.post<wire.Seat>(`/jobs/${job}/sessions/${session}/claim`),
  join: (job: string, session: string) =>
    client.post<wire.Seat>(`/jobs/${job}/sessions/${session}/join`),
  leave: (job: string, session: string) =>
    client.post<wire.Session>(`/jobs/${job}/sessions/${session}/leave`),
  end: (job: string, session: string) =>
    client.post<wire.Session>(`/jobs/${job}/sessions/${session}/end`),
  requestStill: (job: string, session: string, id: string) =>
    client.post<wire.Still>(`/jobs/${job}/sessions/${session}/stills`, { id }),
  /** Ask everybody; the person who asks has agreed. The same id again is the same recording. */
  askToRecord: (job: string, session: string, id: string) =>
    client.post<wire.Session>(`/jobs/${job}/sessions/${session}/recording`, { id }),
  answerRecording: (job: string, session: string, given: boolean) =>
    client.post<wire.Session>(`/jobs/${job}/sessions/${session}/recording/consent`, { given }),
  stopRecording: (job: string, session: string) =>
    client.post<wire.Session>(`/jobs/${job}/sessions/${session}/recording/stop`),
  quality: (job: string, session: string, quality: wire.Quality) =>
    client.post<void>(`/jobs/${job}/sessions/${session}/quality`, quality),
});

const joins = (client: ApiClient) => ({
  joins: (job: string) => client.get<{ items: wire.ListedJoin[] }>(`/jobs/${job}/joins`),
  createJoin: (job: string, join: wire.NewJoin) =>
    client.post<wire.ListedJoin>(`/jobs/${job}/joins`, join),
  editJoin: (job: string, id: string, change: wire.JoinEdit) =>
    client.patch<wire.ListedJoin>(`/jobs/${job}/joins/${id}`, change),
  revokeJoin: (job: string, id: string) =>
    client.post<wire.ListedJoin>(`/jobs/${job}/joins/${id}/revoke`),
  peekJoin: (token: string) => client.get<wire.JoinPeek>(`/joins/${encodeURIComponent(token)}`),
  /** The first guest who takes the link has the seat; the answer sets the login's cookie. */
  takeJoin: (token: string, name: string, key: string) =>
    client.post<wire.SignedIn>(`/joins/${encodeURIComponent(token)}`, { name, key }),
});

/**
 * A view of evidence: a picture's size, a recording's file or chapters, a voice note's sound, or an
 * attached file.
 */
export type PictureView = wire.PictureSize | "recording" | "chapters" | "sound" | "file";

/**
 * The URL that shows a view of evidence. For files it redirects to one that lives a minute.
 */
export type PictureSource = (evidence: string, what: PictureView) => string;

export const jobPictures =
  (job: string): PictureSource =>
  (evidence, what) =>
    `/api/jobs/${job}/evidence/${evidence}/${under(what)}`;

export const sharedPictures =
  (token: string): PictureSource =>
  (evidence, what) =>
    `/api/shares/${encodeURIComponent(token)}/evidence/${evidence}/${under(what)}`;

const ITSELF: PictureView[] = ["recording", "chapters", "sound", "file"];

const under = (what: PictureView) => (ITSELF.includes(what) ? what : `pictures/${what}`);
