using Signaling.Core.Rooms;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Moderation;

/// <summary>
/// What moderators, and the server's own operators, do to rooms. Each deed is final at once: the tombstone is known before anybody is removed, so
/// nobody slips in between. Returns those who were removed. Who may call it has been checked; names are valid.
/// </summary>
public sealed partial class Moderator(ITombstones tombstones, IEngine engine, GatewayClock clock, ModerationOptions options, ILogger<Moderator> logger)
{
    /// <summary>Removes a peer, also one that is not connected at the moment, and keeps it out: under this name, and as whoever it proved to be.</summary>
    /// <param name="room">The room.</param>
    /// <param name="peerId">The peer.</param>
    /// <param name="seconds">For how long; null for the usual time.</param>
    /// <param name="note">Why, for the log.</param>
    public Task<IReadOnlyList<Removed>> KickAsync(string room, string peerId, int? seconds = null, string? note = null) =>
        PutAsync(new Tombstone(room, peerId, null, Until(seconds ?? options.BanSeconds), note));

    /// <summary>Removes all peers of an identity and keeps it out.</summary>
    public Task<IReadOnlyList<Removed>> BanAsync(string room, string identity, int? seconds = null, string? note = null) =>
        PutAsync(new Tombstone(room, null, identity, Until(seconds ?? options.BanSeconds), note));

    /// <summary>Removes everybody, and lets nobody in.</summary>
    public Task<IReadOnlyList<Removed>> CloseRoomAsync(string room, int? seconds = null, string? note = null) =>
        PutAsync(new Tombstone(room, null, null, Until(seconds ?? options.CloseSeconds), note));

    /// <summary>Takes a ban away before its time: a peer's (and of the identity found with it), an identity's, or with neither the room's.</summary>
    public Task LiftAsync(string room, string? peerId = null, string? identity = null) =>
        PutAsync(new Tombstone(room, peerId, identity, clock.NowMs));

    /// <summary>Whether a time may be named.</summary>
    public bool Accepts(int seconds) => seconds >= 1 && seconds <= options.SecondsMax;

    /// <summary>A deed failed: the cluster could not be reached, or a fault of ours.</summary>
    internal void LogFailed(Exception exception) => LogFailed(logger, exception);

    private long Until(int seconds) =>
        Accepts(seconds) ? clock.NowMs + (seconds * 1_000L) : throw new ArgumentOutOfRangeException(nameof(seconds), seconds, $"From 1 to {options.SecondsMax}.");

    private async Task<IReadOnlyList<Removed>> PutAsync(Tombstone tombstone)
    {
        var kept = tombstones.AddAsync(tombstone); // in memory before this returns
        var removed = await engine.BanAsync(tombstone);
        await kept;
        if (tombstone.PeerId is not null)
        {
            foreach (var identity in removed.Select(peer => peer.Identity).OfType<string>().Distinct())
                await tombstones.AddAsync(tombstone with { Identity = identity });
        }

        LogDone(logger, tombstone.IsForAll ? "a room" : tombstone.PeerId is null ? "an identity" : "a peer", removed.Count, Math.Max(0, tombstone.Until - clock.NowMs) / 1_000);
        return removed;
    }

    [LoggerMessage(1304, LogLevel.Error, "What a moderator asked for could not be done.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(1303, LogLevel.Information, "A tombstone for {What}: {Removed} removed, for {Seconds} s.")]
    private static partial void LogDone(ILogger logger, string what, int removed, long seconds);
}
