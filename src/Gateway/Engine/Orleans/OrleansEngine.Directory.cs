using Signaling.Core.Messages;
using Signaling.Grains.Abstractions;
using Signaling.Webhooks;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>All rooms of the cluster: one room is asked itself, lists and counts are asked of all silos.</summary>
public sealed partial class OrleansEngine : IRoomDirectory, IWebhookFigures
{
    DirectoryScope IRoomDirectory.Scope => DirectoryScope.Cluster;

    async ValueTask<(int Rooms, int Peers)> IRoomDirectory.CountAsync()
    {
        var counts = await ReachAsync(() => Rooms.Count());
        return (counts.Rooms, counts.Peers);
    }

    async ValueTask<IReadOnlyList<RoomSummary>> IRoomDirectory.ListAsync(string prefix, string? after, int max)
    {
        var entries = await ReachAsync(() => Rooms.List(prefix, after, max));
        return [.. entries.Select(entry => new RoomSummary(entry.Room, entry.Peers, entry.Suspended))];
    }

    async ValueTask<RoomSight?> IRoomDirectory.FindAsync(string room)
    {
        if (await ReachAsync(() => _cluster.GetGrain<IRoomGrain>(room).Look()) is not { } look) return null;
        Member[] members = [.. look.Members().Where(member => member.PeerId != Core.Messages.Name.Server).OrderBy(member => member.JoinOrder)];
        return members.Length == 0 ? null : new RoomSight(room, look.Epoch, look.SettlingMs, members);
    }

    async ValueTask<WebhookStats?> IWebhookFigures.TakeAsync() => await ReachAsync(() => Rooms.Posted()) is { } posted
        ? new WebhookStats(posted.Waiting, posted.Sent, posted.Failed, posted.Dropped, posted.LastFailure)
        : null;

    private IRoomListGrain Rooms => _cluster.GetGrain<IRoomListGrain>(0);

    /// <summary>Waits for what the cluster answers, if it can be reached.</summary>
    internal static async Task<T> ReachAsync<T>(Func<ValueTask<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or OperationCanceledException)
        {
            throw new EngineUnreachableException(e);
        }
    }
}
