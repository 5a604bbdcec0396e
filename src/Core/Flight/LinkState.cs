namespace Signaling.Core.Flight;

/// <summary>The state of a peer connection as its browser reports it (W3C webrtc-pc, RTCPeerConnectionState).</summary>
public enum LinkState : byte
{
    /// <summary>Nothing was reported.</summary>
    None,
    New,
    Connecting,
    Connected,
    Disconnected,
    Failed,
    Closed,
}
