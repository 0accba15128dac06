/** The words on the wire, written from schemas/ by `make wire`. Ids are UUID strings, times are
 * RFC 3339 in UTC with microseconds. */

export type Role = "administrator" | "dispatcher" | "expert" | "technician" | "guest" | "client";

export type OrganizationKind = "msp" | "client";

export type LinkPurpose = "invite" | "reset" | "sign_in";

export type Awaits = "factor" | "enrolment";

export type FactorKind = "totp" | "passkey";

export type JobKind = "incident" | "installation" | "inspection" | "decommission" | "other";

export type JobState = "requested" | "open" | "assigned" | "acknowledged" | "on_site" | "on_hold" | "completed" | "canceled";

export type StatedVerb = "acknowledge" | "arrive" | "hold" | "resume" | "complete";

export type Phase = "before" | "during" | "after";

export type Audience = "internal" | "client";

export type EvidenceKind = "photo" | "note" | "voice_note" | "recording" | "file";

export type Late = "waiting" | "accepted";

export type LateFor = "crew" | "photo_policy";

export type FileProblem = "not_a_picture" | "not_a_sound" | "unsupported" | "too_many_pixels" | "too_long" | "out_of_memory" | "too_slow" | "crashed" | "damaged" | "failed";

export type CaptureOrigin = "viewfinder" | "camera_app" | "gallery";

export type TimeSource = "clock" | "exif" | "exif_local" | "file";

export type SessionKind = "help" | "call";

export type SessionState = "ringing" | "live" | "ended";

export type EndReason = "ended" | "withdrawn" | "abandoned";

export type StillState = "pending" | "taken" | "missed";

export type MarkKind = "line" | "arrow" | "ring" | "number" | "text";

export type RecordingState = "asked" | "on" | "paused" | "stopped";

export type GapReason = "network" | "page" | "node" | "unknown" | "paused" | "nobody_there" | "disk_full" | "disk_failed" | "disk_slow" | "storage_away" | "writer_failed";

export type VideoPath = "node" | "direct";

export type PhotoRule = "allowed" | "stills_only" | "none";

export interface SignIn {
  email?: string | undefined;
  password?: string | undefined;
  link?: string | undefined;
  bearer?: boolean | undefined;
}

export interface NewPassword {
  password: string;
  current?: string | undefined;
}

export interface Confirmation {
  current: string;
}

export interface NewApp {
  name: string;
}

export interface FactorCode {
  code: string;
}

export interface UsedPasskey {
  credential: Record<string, unknown>;
}

export interface NewPasskey {
  credential: Record<string, unknown>;
  name: string;
}

export interface NewPerson {
  id: string;
  name: string;
  email: string;
  role: Role;
  organization_id?: string | null | undefined;
  language?: "en" | "de" | undefined;
}

export interface PersonEdit {
  name?: string | undefined;
  email?: string | undefined;
  role?: Role | undefined;
  language?: "en" | "de" | undefined;
}

export interface NewOrganization {
  id: string;
  name: string;
  contact?: string | undefined;
}

export interface OrganizationEdit {
  name?: string | undefined;
  contact?: string | undefined;
}

export interface NewSite {
  id: string;
  organization_id: string;
  name: string;
  address?: string | undefined;
  time_zone?: string | undefined;
  access_instructions?: string | undefined;
  video_path?: VideoPath | undefined;
  photo_rule?: PhotoRule | undefined;
  photo_permit_required?: boolean | undefined;
  photo_permit_number?: string | undefined;
}

export interface SiteEdit {
  name?: string | undefined;
  address?: string | undefined;
  time_zone?: string | undefined;
  access_instructions?: string | undefined;
  video_path?: VideoPath | undefined;
  photo_rule?: PhotoRule | undefined;
  photo_permit_required?: boolean | undefined;
  photo_permit_number?: string | undefined;
}

export interface SiteImport {
  csv: string;
  dry_run?: boolean | undefined;
  organization_id: string;
}

export interface NewAsset {
  id: string;
  site_id: string;
  tag: string;
  serial?: string | undefined;
  rack?: string | undefined;
  unit?: string | undefined;
  model?: string | undefined;
}

export interface AssetEdit {
  tag?: string | undefined;
  serial?: string | undefined;
  rack?: string | undefined;
  unit?: string | undefined;
  model?: string | undefined;
}

export interface AssetImport {
  csv: string;
  dry_run?: boolean | undefined;
  site_id: string;
}

export interface NewJob {
  title: string;
  description?: string | undefined;
  kind?: JobKind | undefined;
  priority?: number | undefined;
  reference?: string | undefined;
  site_id: string;
  asset_ids?: string[] | undefined;
  arrive_by?: string | null | undefined;
  id: string;
  technician_ids?: string[] | undefined;
}

export interface JobEdit {
  title?: string | undefined;
  description?: string | undefined;
  kind?: JobKind | undefined;
  priority?: number | undefined;
  reference?: string | undefined;
  site_id?: string | undefined;
  asset_ids?: string[] | undefined;
  arrive_by?: string | null | undefined;
}

export interface Told {
  id?: string | undefined;
  happened_at?: string | undefined;
  device_time?: string | undefined;
  seen?: number | undefined;
}

export interface Hold {
  id?: string | undefined;
  happened_at?: string | undefined;
  device_time?: string | undefined;
  seen?: number | undefined;
  reason: string;
}

export interface Completion {
  id?: string | undefined;
  happened_at?: string | undefined;
  device_time?: string | undefined;
  seen?: number | undefined;
  fault: string;
  work: string;
}

export interface CaptureFacts {
  origin?: CaptureOrigin | undefined;
  time_source?: TimeSource | undefined;
  utc_offset_minutes?: number | undefined;
  held?: number | undefined;
  orientation?: number | undefined;
  camera?: string | undefined;
  lens?: string | undefined;
  facing?: "environment" | "user" | undefined;
  zoom?: number | undefined;
  torch?: boolean | undefined;
  width?: number | undefined;
  height?: number | undefined;
}

export interface UploadRequest {
  captured_at: string;
  device_time: string;
  sequence?: number | null | undefined;
  seen?: number | null | undefined;
  phase?: Phase | null | undefined;
  audience?: Audience | undefined;
  id: string;
  media_type: "image/jpeg" | "image/png" | "image/webp" | "image/heic" | "image/heif" | "image/avif" | "audio/webm" | "audio/ogg" | "audio/mp4" | "application/octet-stream";
  size: number;
  sha256: string;
  name?: string | undefined;
  caption?: string | undefined;
  capture?: CaptureFacts | undefined;
  source?: "freeze" | null | undefined;
}

export interface NoteRequest {
  captured_at: string;
  device_time: string;
  sequence?: number | null | undefined;
  seen?: number | null | undefined;
  phase?: Phase | null | undefined;
  audience?: Audience | undefined;
  id: string;
  text: string;
}

export interface Description {
  caption?: string | null | undefined;
  phase?: Phase | null | undefined;
  id?: string | null | undefined;
  happened_at?: string | null | undefined;
  device_time?: string | null | undefined;
  seen?: number | null | undefined;
}

export interface NewShare {
  id: string;
  label: string;
  expires_at: string;
}

export interface NewSession {
  id: string;
}

export interface NewMessage {
  id: string;
  text: string;
  happened_at?: string | undefined;
  device_time?: string | undefined;
  seen?: number | undefined;
}

export interface NewStill {
  id: string;
}

export interface NewMark {
  id: string;
  evidence_id: string;
  kind: MarkKind;
  points: number[][];
  text?: string | undefined;
  drawn_at: string;
  device_time: string;
}

export interface NewRecording {
  id: string;
}

export interface RecordingAnswer {
  given: boolean;
}

export interface NewJoin {
  id: string;
  name: string;
  expires_at: string;
}

export interface JoinEdit {
  name: string;
}

export interface TakeJoin {
  name: string;
  key?: string | undefined;
  bearer?: boolean | undefined;
}

export interface SentSignal {
  session: string;
  to: string;
  page: string;
  kind: "offer" | "answer" | "candidate" | "pointer" | "state" | "power" | "ask" | "lost" | "retired" | "flow" | "still" | "stored" | "rate";
  data: unknown | null;
}

export interface Person {
  id: string;
  name: string;
  email: string | null;
  role: Role;
  organization_id: string;
  language: "en" | "de";
  active: boolean;
  created_at: string;
}

export interface Organization {
  id: string;
  name: string;
  kind: OrganizationKind;
  contact: string;
}

export interface LoginEnd {
  id: string;
  expires_at: string;
}

export interface Login {
  person: Person;
  organization: Organization;
  login: LoginEnd;
  has_password: boolean;
}

export interface PhoneKey {
  person_id: string;
  key: string;
}

export interface SignedIn {
  person: Person;
  expires_at: string;
  token?: string;
  awaits: Awaits | null;
  methods: FactorKind[];
  second_factor_due_at: string | null;
}

export interface Factor {
  id: string;
  kind: FactorKind;
  name: string;
  created_at: string;
  last_used_at: string | null;
}

export interface FactorList {
  items: Factor[];
  recovery_codes: number;
  needed: boolean;
  due_at: string | null;
}

export interface AppKey {
  id: string;
  secret: string;
  url: string;
  qr: string;
}

export interface PasskeyOptions {
  options: Record<string, unknown>;
}

export interface FactorAdded {
  factor: Factor;
  recovery_codes: string[] | null;
  token?: string;
}

export interface RecoveryCodes {
  recovery_codes: string[];
}

export interface OwnDevice {
  id: string;
  kind: "cookie" | "bearer";
  device: string;
  current: boolean;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
}

export interface OwnDevices {
  items: OwnDevice[];
}

export interface Link {
  url: string;
  expires_at: string;
}

export interface LinkPeek {
  name: string;
  organization: string;
  purpose: LinkPurpose;
  expires_at: string;
}

export interface LinkedJob {
  id: string;
  number: string;
  title: string;
}

export interface MadeLink {
  kind: "share" | "join";
  id: string;
  label: string;
  expires_at: string;
  job: LinkedJob;
}

export interface MadeLinkList {
  items: MadeLink[];
}

export interface PersonWithLink {
  person: Person;
  link: Link;
}

export interface PhotoPolicy {
  rule: PhotoRule;
  permit_required: boolean;
  permit_number: string;
}

export interface Site {
  id: string;
  organization_id: string;
  name: string;
  address: string;
  time_zone: string;
  video_path: VideoPath;
  photo_rule: PhotoRule;
  photo_permit_required: boolean;
  photo_permit_number: string;
  access_instructions?: string;
}

export interface Asset {
  id: string;
  site_id: string;
  tag: string;
  serial: string;
  rack: string;
  unit: string;
  model: string;
}

export interface ImportResult {
  created: number;
  updated: number;
  lines: ImportLine[];
}

export interface Crew {
  id: string;
  name: string;
}

export interface JobSummary {
  fault: string;
  work: string;
}

export interface Job {
  id: string;
  number: string;
  reference: string;
  kind: JobKind;
  priority: number;
  title: string;
  description: string;
  state: JobState;
  organization_id: string;
  site_id: string;
  asset_ids: string[];
  technicians: Crew[];
  arrive_by: string | null;
  requested_at: string | null;
  opened_at: string | null;
  acknowledged_at: string | null;
  arrived_at: string | null;
  held_at: string | null;
  hold_reason: string | null;
  completed_at: string | null;
  summary: JobSummary | null;
  canceled_at: string | null;
  cancel_reason: string | null;
  photo_policy?: PhotoPolicy | null;
}

export interface JobRow {
  id: string;
  number: string;
  reference: string;
  kind: JobKind;
  priority: number;
  title: string;
  description: string;
  state: JobState;
  organization_id: string;
  site_id: string;
  asset_ids: string[];
  technicians: Crew[];
  arrive_by: string | null;
  requested_at: string | null;
  opened_at: string | null;
  acknowledged_at: string | null;
  arrived_at: string | null;
  held_at: string | null;
  hold_reason: string | null;
  completed_at: string | null;
  summary: JobSummary | null;
  canceled_at: string | null;
  cancel_reason: string | null;
  photo_policy?: PhotoPolicy | null;
  seq: number;
  site_name: string;
  time_zone: string;
  organization_name: string;
  evidence_count: number;
  waiting: number;
  cover: string | null;
}

export interface Author {
  id: string;
  name: string;
  role?: Role;
  guest?: boolean;
}

export interface Rendition {
  width: number;
  height: number;
  sha256: string;
}

export interface Sound {
  sha256: string;
}

export interface Renditions {
  small?: Rendition;
  large?: Rendition;
  sound?: Sound;
}

export interface Evidence {
  id: string;
  kind: EvidenceKind;
  phase: Phase | null;
  caption: string;
  text: string;
  audience: Audience;
  author: Author;
  captured_at: string;
  received_at: string;
  sequence: number | null;
  clock_off: boolean;
  late: Late | null;
  late_for?: LateFor | null;
  capture: CaptureFacts | null;
  name: string | null;
  media_type: string | null;
  size: number | null;
  sha256: string | null;
  width: number | null;
  height: number | null;
  source: "video" | "freeze" | null;
  seconds: number | null;
  incomplete: boolean;
  verified_at: string | null;
  renditions: Renditions;
  problem: FileProblem | null;
  withdrawn_at: string | null;
  withdrawn_reason: string | null;
}

export interface Statement {
  id: string;
  verb: StatedVerb;
  author: Author;
  happened_at: string;
  at: string;
  received_at: string;
  reason: string | null;
  fault: string | null;
  work: string | null;
  state: "waiting" | "accepted" | "refused";
  decided_at: string | null;
  decided_by: Author | null;
  decided_reason: string | null;
}

export interface SignedPut {
  url: string;
  headers: Record<string, string>;
  expires_at: string;
}

export interface UploadTicket {
  state: "pending" | "sealed";
  put: SignedPut | null;
  evidence: Evidence | null;
}

export interface Share {
  id: string;
  label: string;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
}

export interface ListedShare {
  id: string;
  label: string;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
  url: string;
  views: number;
  last_viewed_at: string | null;
}

export interface Quality {
  path: "direct" | "relay" | "node" | "node_relay";
  rtt_ms: number | null;
  loss: number;
  kbps: number;
  connected_seconds: number;
  gaps: number;
  gap_seconds: number;
}

export interface ConnectionReport {
  path: "direct" | "relay" | "node" | "node_relay";
  rtt_ms: number | null;
  loss: number;
  kbps: number;
  connected_seconds: number;
  gaps: number;
  gap_seconds: number;
  participant: string;
  name: string;
}

export interface Consent {
  participant: string;
  name: string;
  given: boolean;
  at: string;
}

export interface RecordedTime {
  seconds: number;
  consents: Consent[];
}

export interface Gap {
  id: string;
  session_id: string;
  participant: string;
  name: string;
  evidence_id: string | null;
  at: string;
  seconds: number;
  reason: GapReason;
}

export interface Report {
  waited_seconds: number;
  lasted_seconds: number;
  messages: number;
  stills: number;
  marks: number;
  recording: RecordedTime | null;
  gaps: Gap[];
  connections: ConnectionReport[];
}

export interface Participant {
  id: string;
  person_id: string;
  name: string;
  role: "technician" | "guest" | "expert" | "media";
  person_role?: Role;
  joined_at: string;
  left_at: string | null;
  consent: "given" | "refused" | null;
}

export interface Recording {
  id: string;
  state: RecordingState;
  asked_by: Author;
  asked_at: string;
  started_at: string | null;
  stopped_at: string | null;
  consents: Consent[];
}

export interface Session {
  id: string;
  kind: SessionKind;
  state: SessionState;
  asked_at: string;
  asked_by: Author;
  experts_online: number;
  claimed_at: string | null;
  claimed_by: Author | null;
  ended_at: string | null;
  ended_by: Author | null;
  end_reason: EndReason | null;
  participants: Participant[];
  recording: Recording | null;
  report: Report | null;
}

export interface Message {
  id: string;
  session_id: string;
  author: Author;
  text: string;
  sent_at: string;
}

export interface Still {
  id: string;
  session_id: string;
  requested_by: Author;
  requested_at: string;
  expires_at: string;
  state: StillState;
}

export interface Mark {
  id: string;
  session_id: string;
  evidence_id: string;
  author: Author;
  kind: MarkKind;
  points: number[][];
  text: string;
  drawn_at: string;
  undone_at: string | null;
}

export interface Chapter {
  at: number;
  kind: "message" | "still" | "marks" | "gap" | "consent";
  id: string;
  name: string;
  role: Role | null;
  text: string;
  seconds: number | null;
  given: boolean | null;
}

export interface Chapters {
  items: Chapter[];
}

export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

export interface Seat {
  session: Session;
  participant: string;
  ice_servers: IceServer[];
}

export interface Echo {
  addresses: string[];
  port: number;
  fragment: string;
  password: string;
}

export interface Connectivity {
  ice_servers: IceServer[];
  echo: Echo | null;
}

export interface Call {
  session: Session;
  job_id: string;
  job_number: string;
  job_title: string;
  priority: number;
  reference: string;
  site_name: string;
  time_zone: string;
  photo_rule: PhotoRule;
  arrive_by: string | null;
  arrived_at: string | null;
}

export interface Calls {
  ringing: Call[];
  live: Call[];
  experts_online: number;
}

export interface Join {
  id: string;
  name: string;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
  taken_at: string | null;
}

export interface ListedJoin {
  id: string;
  name: string;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
  taken_at: string | null;
  url: string;
}

export interface JoinPeek {
  name: string;
  organization: string;
  job_number: string;
  job_title: string;
  expires_at: string;
  taken: boolean;
}

export interface Pointer {
  x: number;
  y: number;
}

export interface Lens {
  id: string;
  label: string;
}

export interface StateData {
  camera: "on" | "off" | "paused";
  muted: boolean;
  camera_problem?: "asking" | "denied" | "missing" | "busy" | "silent" | "unsupported" | null;
  microphone_problem?: "asking" | "denied" | "missing" | "busy" | "silent" | "unsupported" | null;
  facing: "environment" | "user" | null;
  torch: boolean;
  torchable: boolean;
  orientation: "portrait" | "landscape";
  lenses: Lens[];
  lens: string | null;
  reason: "hidden" | "taken" | "call" | "saver" | null;
  sends: "video" | "stills" | "voice";
  hand: boolean;
  takes_stills: boolean;
  shows: string | null;
  print: string | null;
}

export interface Battery {
  level: number;
  charging: boolean;
  minutes: number | null;
}

export interface Power {
  battery: Battery | null;
  lowered: "heat" | "battery" | "stills" | null;
}

export interface Ask {
  what: "torch" | "lens" | "facing" | "still";
  value: string;
}

export interface LegName {
  leg: string;
}

export interface Flow {
  of: string;
  audio: boolean;
  video: boolean;
}

export interface StillSeen {
  of: string;
  id: string | null;
  jpeg: string;
  width: number;
  height: number;
  at: string;
}

export interface Stored {
  recording: string;
  seconds: number;
  disk_bytes: number;
  stored_bytes: number;
  problem: "disk_full" | "disk_failed" | "disk_slow" | "writer_failed" | "storage_away" | "storage_refused" | "upload_failed" | null;
}

export interface Rate {
  video: "full" | "small" | "none";
  kbps: number | null;
}

export interface Relayed {
  session: string;
  from: string;
  page: string;
  kind: "offer" | "answer" | "candidate" | "pointer" | "state" | "power" | "ask" | "lost" | "retired" | "flow" | "still" | "stored" | "rate";
  data: unknown | null;
}

export interface Seated {
  id: string;
  name: string;
  role: "technician" | "guest" | "expert" | "media";
  present: boolean;
  page: string | null;
  media: "live" | "stills";
  consent: "given" | "refused" | null;
}

export interface RecordingNow {
  id: string;
  state: "asked" | "on" | "paused";
}

export interface TopologyPeer {
  participant: string;
  page: string;
  polite: boolean;
}

export interface Topology {
  session: string;
  path: "node" | "direct" | "waiting";
  photo_rule: PhotoRule;
  participants: Seated[];
  connect: TopologyPeer[];
  recording: RecordingNow | null;
}

export interface Dismissed {
  session: string;
  reason: "moved" | "ended" | "left";
}

export interface SharedWith {
  label: string;
  expires_at: string;
}

export interface Contact {
  organization: string;
  contact: string;
}

export interface JobDocument {
  seq: number;
  job: Job;
  evidence: Record<string, Evidence>;
  shares: Record<string, Share>;
  sessions: Record<string, Session>;
  messages: Record<string, Message>;
  stills: Record<string, Still>;
  marks: Record<string, Mark>;
  gaps: Record<string, Gap>;
  joins: Record<string, Join>;
  statements: Record<string, Statement>;
  next?: string;
}

export interface JobContext {
  organization: Organization;
  site: Site;
  assets: Asset[];
}

export interface SharedJob {
  share: SharedWith;
  contact: Contact;
  document: JobDocument;
  context: JobContext;
}

export interface EventActor {
  kind: "person" | "share" | "system";
  id: string;
  name: string;
  role?: Role;
}

export interface EventSubject {
  type: string;
  id: string;
}

export interface EventBody {
  kind: string;
  actor: EventActor;
  subject: EventSubject;
  audience: Audience;
  details: EventDetails;
  salt: string;
}

export interface Event {
  stream: string;
  seq: number;
  at: string;
  body_digest: string;
  hash: string;
  body?: EventBody;
}

export interface EventPage {
  items: Event[];
  next_after: number | null;
}

export interface ImportLine {
  line: number;
  column?: string;
  message: string;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  request_id: string;
  fields?: Record<string, string[]>;
  lines?: ImportLine[];
}

export interface Config {
  name: string;
  languages: string[];
  upload_max_bytes: number;
  objects_origin: string;
  version: string;
}

/** A gap in an event of an earlier version, which the hash chain keeps as it was written. */
export type EarlierGap = Omit<Gap, "reason"> & { why: Gap["reason"] };

/** A session in an event; the report of an earlier version has earlier gaps. */
export type SessionInEvent = Omit<Session, "report"> & {
  report: (Omit<Report, "gaps"> & { gaps: (Gap | EarlierGap)[] }) | null;
};

/** What an event changes; `apply` merges it. */
export interface EventDetails {
  job?: Partial<Job>;
  evidence?: (Partial<Evidence> & { id: string })[];
  share?: Partial<Share> & { id: string };
  session?: SessionInEvent;
  message?: Message;
  still?: Still;
  mark?: Partial<Mark> & { id: string };
  /** The marks on a picture that is withdrawn. */
  marks?: Mark[];
  gap?: (Gap | EarlierGap)[];
  join?: Join;
  statement?: Partial<Statement> & { id: string };
  /** What a phone said of a step, a caption or a line: `at` is the time that counts. */
  told?: { at: string; by?: Author };
  /** Set when the file came through our own server, since the store could not be reached. */
  relayed?: boolean;
  [more: string]: unknown;
}

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export type Language = Person["language"];
export type MediaType = UploadRequest["media_type"];
export type PictureSize = "small" | "large" | "original";

export type Ack<Result> =
  | ({ ok: true } & Result)
  | { ok: false; error: { code: string; message: string } };
