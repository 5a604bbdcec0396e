namespace Signaling.Gateway.Connections;

/// <summary>What a client is told that should resume elsewhere while this connection still stands.</summary>
/// <param name="AfterMs">When it should be gone.</param>
/// <param name="Url">Where to; null for the address that it came by.</param>
public sealed record MoveNotice(int AfterMs, string? Url);
