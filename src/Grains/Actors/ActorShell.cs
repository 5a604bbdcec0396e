using Microsoft.Extensions.Logging;
using Signaling.Core.Links;
using Signaling.Core.Nodes;
using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Actors;

/// <summary>
/// Runs a node inside a grain: hands it what comes, carries the batches of its links, wakes it, and ends the grain when nobody needs it.
/// Everything happens in the grain's turns. Nothing that comes waits for something that is sent: two actors may call each other.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="grain">The grain.</param>
/// <param name="grains">The way to other grains.</param>
/// <param name="services">What all share.</param>
/// <param name="settled">Called after everything that happened; null for nothing to do.</param>
internal sealed partial class ActorShell(Node node, IGrainBase grain, IGrainFactory grains, ActorServices services, Action? settled)
{
    /// <summary>Ready to be forgotten, a grain stays a moment: making it again costs more.</summary>
    private const int IdleMs = 5_000;
    private const int TimerStepMs = 10;
    private static readonly TimeSpan NotYetDelay = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(1);

    private readonly ActorGrains _actors = new();
    private Dictionary<NodeAddress, TimeSpan>? _retries;
    private IGrainTimer? _timer;
    private long _armedFor = long.MaxValue;
    private long _idleSince;
    private bool _ended;

    private long Now => services.Clock.NowMs;

    public BatchReply Take(Parcel parcel)
    {
        var now = Now;
        var reply = node.Take(parcel.From, parcel.Batch, now);
        Settle(now);

        // Somebody knows a later making than this one: clocks differ, or this one was left over. It must not stay.
        if (reply.Fate == BatchFate.ReceiverIsNew && parcel.Batch.ReceiverEpoch > node.Epoch)
        {
            services.Clock.Learn(parcel.Batch.ReceiverEpoch);
            End();
        }

        return reply;
    }

    /// <summary>Something that no other actor asks for.</summary>
    public T Run<T>(Func<long, T> act)
    {
        var now = Now;
        var result = act(now);
        Settle(now);
        return result;
    }

    /// <summary>The grain is going: nothing more is sent.</summary>
    public void Stop() => _ended = true;

    private void Settle(long now)
    {
        settled?.Invoke();
        if (node.IsSuperseded) End();
        if (_ended) return;
        foreach (var link in node.ReadyLinks())
        {
            if (link.TryBegin(out var batch)) _ = Carry(link, batch);
        }

        var wakeAt = node.WakeAt;
        if (!node.IsIdle)
        {
            _idleSince = 0;
        }
        else
        {
            if (_idleSince == 0) _idleSince = now;
            wakeAt = Math.Min(wakeAt, _idleSince + IdleMs);
        }

        if (wakeAt != long.MaxValue) Arm(wakeAt, now);
    }

    private async Task Carry(NodeLink link, Batch<NodeItem> batch)
    {
        BatchReply? reply = null;
        try
        {
            reply = await Send(link.To, new Parcel(node.Address, batch));
            if (reply.Value.Fate == BatchFate.NotYet) await Task.Delay(NotYetDelay);
            else _retries?.Remove(link.To);
            if (reply.Value.Fate == BatchFate.SenderIsOld) services.Clock.Learn(reply.Value.Epoch);
        }
        catch (Exception e)
        {
            LogUnreachable(services.Logger, link.To.Kind, e);
            services.Meter.Unreachable(link.To.Kind);
            await Task.Delay(NextRetry(link.To));
        }

        if (_ended) return;
        var now = Now;
        if (reply is { } answer) link.Answer(batch.Number, answer, now);
        else link.Fail();
        Settle(now);
    }

    private ValueTask<BatchReply> Send(NodeAddress to, Parcel parcel) =>
        to.Kind == NodeKind.Gateway ? new(services.Gateways.To(to.Name).Send(parcel)) : _actors.Get(grains, to).Take(parcel);

    private TimeSpan NextRetry(NodeAddress to)
    {
        var wait = (_retries ??= []).GetValueOrDefault(to, FirstRetry);
        _retries[to] = wait * 2 < LastRetry ? wait * 2 : LastRetry;
        return wait;
    }

    private void Arm(long at, long now)
    {
        at = (at + TimerStepMs - 1) / TimerStepMs * TimerStepMs;
        if (at >= _armedFor) return;
        _armedFor = at;
        var due = TimeSpan.FromMilliseconds(Math.Clamp(at - now, 1, int.MaxValue));
        if (_timer is not null) _timer.Change(due, Timeout.InfiniteTimeSpan);
        else _timer = grain.RegisterGrainTimer(Ring, new GrainTimerCreationOptions { DueTime = due, Period = Timeout.InfiniteTimeSpan, Interleave = true });
    }

    private Task Ring()
    {
        _armedFor = long.MaxValue;
        if (_ended) return Task.CompletedTask;
        var now = Now;
        if (node.WakeAt <= now) node.Tick(now);
        if (node.IsIdle && _idleSince != 0 && now - _idleSince >= IdleMs) End();
        else Settle(now);
        return Task.CompletedTask;
    }

    private void End()
    {
        if (_ended) return;
        _ended = true;
        grain.DeactivateOnIdle();
    }

    [LoggerMessage(2001, LogLevel.Debug, "A {Kind} could not be reached; trying again.")]
    private static partial void LogUnreachable(ILogger logger, NodeKind kind, Exception e);
}
