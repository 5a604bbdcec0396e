namespace Signaling.Core.Nodes;

/// <summary>What kind of actor an address names.</summary>
public enum NodeKind : byte
{
    Room,
    Peer,
    Gateway,
}

/// <summary>Names an actor of the cluster.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Room">The room; empty for a gateway.</param>
/// <param name="Name">The peer or the gateway; empty for a room.</param>
public readonly record struct NodeAddress(NodeKind Kind, string Room, string Name)
{
    public static NodeAddress OfRoom(string room) => new(NodeKind.Room, room, "");

    public static NodeAddress OfPeer(string room, string peerId) => new(NodeKind.Peer, room, peerId);

    public static NodeAddress OfGateway(string gateway) => new(NodeKind.Gateway, "", gateway);
}
