"""RTP and RTCP as bytes: packets, feedback, losses, and the rewriting of a track for a viewer."""
