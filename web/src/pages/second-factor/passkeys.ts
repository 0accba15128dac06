/** Passkeys of this browser, in the JSON form that the server speaks. */

type Options = Record<string, unknown>;

/** Whether this browser makes passkeys for this address: never for a bare IP address. */
export function passkeysWork(): boolean {
  const named = /[a-z]/i.test(location.hostname) && !location.hostname.includes(":");
  return (
    named &&
    "PublicKeyCredential" in window &&
    "parseCreationOptionsFromJSON" in PublicKeyCredential
  );
}

/** A new passkey, or null when the person or the browser broke the ceremony off. */
export function createPasskey(options: Options): Promise<object | null> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  return inJson(() => navigator.credentials.create({ publicKey }));
}

/** The answer of one of the person's passkeys, or null when the ceremony was broken off. */
export function askPasskey(options: Options): Promise<object | null> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  return inJson(() => navigator.credentials.get({ publicKey }));
}

async function inJson(ceremony: () => Promise<Credential | null>): Promise<object | null> {
  try {
    const credential = (await ceremony()) as PublicKeyCredential | null;
    return credential && (credential.toJSON() as object);
  } catch (error) {
    // Every way in which a ceremony ends without a passkey is a DOMException.
    if (error instanceof DOMException) return null;
    throw error;
  }
}
