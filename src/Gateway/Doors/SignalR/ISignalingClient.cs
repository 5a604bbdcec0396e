using Microsoft.AspNetCore.SignalR;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>What a SignalR client is told: the native protocol's events under their native names, each with the native message as its one argument.</summary>
public interface ISignalingClient
{
    [HubMethodName("existing-peers")]
    Task ExistingPeers(RawJson message);

    [HubMethodName("resumed")]
    Task Resumed(RawJson message);

    [HubMethodName("peer-joined")]
    Task PeerJoined(RawJson message);

    [HubMethodName("peer-updated")]
    Task PeerUpdated(RawJson message);

    [HubMethodName("peer-suspended")]
    Task PeerSuspended(RawJson message);

    [HubMethodName("peer-resumed")]
    Task PeerResumed(RawJson message);

    [HubMethodName("peer-reset")]
    Task PeerReset(RawJson message);

    [HubMethodName("peer-left")]
    Task PeerLeft(RawJson message);

    [HubMethodName("offer")]
    Task Offer(RawJson message);

    [HubMethodName("answer")]
    Task Answer(RawJson message);

    [HubMethodName("ice-candidate")]
    Task IceCandidate(RawJson message);

    [HubMethodName("message")]
    Task Message(RawJson message);

    [HubMethodName("applied")]
    Task Applied(RawJson message);

    [HubMethodName("ack")]
    Task Ack(RawJson message);

    [HubMethodName("undelivered")]
    Task Undelivered(RawJson message);

    [HubMethodName("glare")]
    Task Glare(RawJson message);

    [HubMethodName("ice-servers")]
    Task IceServers(RawJson message);

    [HubMethodName("move")]
    Task Move(RawJson message);

    [HubMethodName("error")]
    Task Error(RawJson message);

    [HubMethodName("pong")]
    Task Pong(RawJson message);
}
