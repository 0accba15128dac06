"""The network side of a leg: UDP, ICE, DTLS-SRTP, STUN, and the SDP that sets it up."""
