using System.Text;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>Finds the client's method for a native message: the message's own type.</summary>
internal static class EventNames
{
    // Every native message begins with its type (NativeEncoder).
    private const int NameStart = 9;

    public static Task Tell(ISignalingClient client, ReadOnlyMemory<byte> native)
    {
        var message = new RawJson(native);
        return TypeOf(native.Span) switch
        {
            "offer" => client.Offer(message),
            "answer" => client.Answer(message),
            "ice-candidate" => client.IceCandidate(message),
            "message" => client.Message(message),
            "applied" => client.Applied(message),
            "ack" => client.Ack(message),
            "existing-peers" => client.ExistingPeers(message),
            "resumed" => client.Resumed(message),
            "peer-joined" => client.PeerJoined(message),
            "peer-updated" => client.PeerUpdated(message),
            "peer-suspended" => client.PeerSuspended(message),
            "peer-resumed" => client.PeerResumed(message),
            "peer-reset" => client.PeerReset(message),
            "peer-left" => client.PeerLeft(message),
            "undelivered" => client.Undelivered(message),
            "glare" => client.Glare(message),
            "ice-servers" => client.IceServers(message),
            "move" => client.Move(message),
            "error" => client.Error(message),
            "pong" => client.Pong(message),
            var other => throw new InvalidOperationException($"The hub has no event {other}."),
        };
    }

    private static string TypeOf(ReadOnlySpan<byte> native)
    {
        var name = native[NameStart..];
        return Encoding.ASCII.GetString(name[..name.IndexOf((byte)'"')]);
    }
}
