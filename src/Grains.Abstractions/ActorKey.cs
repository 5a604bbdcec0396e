using Signaling.Core.Nodes;

namespace Signaling.Grains.Abstractions;

/// <summary>The key of an actor's grain: a room's name, or the room's name, '/', and the peer's. A '/' inside a room's name is escaped.</summary>
public static class ActorKey
{
    public static string OfPeer(string room, string peerId) => $"{Escape(room)}/{peerId}";

    public static (string Room, string PeerId) ParsePeer(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return (Unescape(key[..slash]), key[(slash + 1)..]);
    }

    /// <summary>The grain of an actor.</summary>
    public static IActorGrain GrainOf(this IGrainFactory grains, NodeAddress address) => address.Kind switch
    {
        NodeKind.Peer => grains.GetGrain<IPeerGrain>(OfPeer(address.Room, address.Name)),
        NodeKind.Room => grains.GetGrain<IRoomGrain>(address.Room),
        _ => throw new InvalidOperationException("A gateway is no grain."),
    };

    private static string Escape(string room) =>
        room.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal);

    private static string Unescape(string room) =>
        room.Replace("%2F", "/", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
}
