using Signaling.Core;
using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Simulation.Clients;

/// <summary>
/// What a page sent and the server has not resolved: numbered once, kept, sent again after each loss, within the limits it was told
/// (docs/protocol.md, section 5).
/// </summary>
public sealed class Outbox(Page page)
{
    private readonly List<Sent> _kept = [];
    private long _lastNumber;
    private long _onTheWireTo;
    private long _resumedTo;
    private bool _isPausing;
    private int _pausesRun;

    public IReadOnlyList<Sent> Kept => _kept;

    public Descriptions Descriptions { get; } = new();

    public void Add(Sent sent)
    {
        if (!page.Acks)
        {
            // Without numbers there is nothing to keep: it is on the socket or it is lost.
            if (page.IsLive) page.Transmit(sent);
            else sent.Fate = Fate.Abandoned;
            return;
        }

        sent.Number = ++_lastNumber;
        Descriptions.Sending(sent);
        _kept.Add(sent);
        Pump();
    }

    /// <summary>The session is live: all that is unresolved goes out again, in order.</summary>
    public void Open(long resolvedTo)
    {
        _resumedTo = resolvedTo;
        _onTheWireTo = resolvedTo;
        _isPausing = false;
        Pump();
    }

    /// <summary>All that was not delivered has been told again, so the rest of what a resume called resolved was delivered.</summary>
    public void Confirm() => Acknowledge(new AckRanges(_resumedTo, []));

    /// <summary>There is something that only a confirmation can resolve.</summary>
    public bool NeedsConfirmation => _kept.Count > 0 && _kept[0].Number <= _resumedTo;

    public void Acknowledge(AckRanges acked)
    {
        for (var i = 0; i < _kept.Count; i++)
        {
            var sent = _kept[i];
            if (sent.Number > acked.Seen && !Covers(acked, sent.Number)) continue;
            Resolve(i--, Fate.Resolved, null);
        }

        Pump();
    }

    public void Undelivered(long number, string target, Code code)
    {
        var at = _kept.FindIndex(s => s.Number == number);
        if (at < 0)
        {
            page.World.Checkers.UndeliveredAgain(page, number, target, code);
            return;
        }

        var sent = _kept[at];
        if (sent.Target is null)
        {
            // A broadcast goes on: an acknowledgement will cover it.
            if (sent.Missed?.Contains(target) != true) (sent.Missed ??= []).Add(target);
            return;
        }

        Resolve(at, Fate.Undelivered, code);
        Pump();
    }

    public void Refused(long number, Code code, int retryAfterMs)
    {
        var at = _kept.FindIndex(s => s.Number == number);
        if (at < 0)
        {
            // It was a repeat of one that is resolved meanwhile; the server would wait for it forever on this connection.
            if (code.Retry != Retry.Never) page.Drop();
            return;
        }

        if (code.Retry == Retry.Never)
        {
            Resolve(at, Fate.Refused, code);
            return;
        }

        _onTheWireTo = Math.Min(_onTheWireTo, number - 1);
        _isPausing = true;
        var run = ++_pausesRun;
        page.World.Agenda.In(Math.Max(50, retryAfterMs), () =>
        {
            if (run != _pausesRun) return;
            _isPausing = false;
            if (_kept.Exists(s => s.Number == number)) Pump();
            else page.Drop();
        });
    }

    public void Abandon()
    {
        foreach (var sent in _kept) sent.Fate = Fate.Abandoned;
        _kept.Clear();
    }

    private static bool Covers(AckRanges acked, long number)
    {
        foreach (var (from, to) in acked.Also)
        {
            if (from <= number && number <= to) return true;
        }

        return false;
    }

    private void Pump()
    {
        if (!page.IsLive || _isPausing) return;
        var bytes = 0;
        foreach (var sent in _kept.ToArray())
        {
            bytes += sent.Payload.Length + Limits.ItemOverheadBytes;
            if (sent.Number <= _onTheWireTo) continue;
            if (!page.IsGreedy && sent != _kept[0] && !HasRoom(sent, bytes)) return;
            _onTheWireTo = sent.Number;
            page.Transmit(sent);
        }
    }

    private bool HasRoom(Sent sent, int bytes)
    {
        var limits = page.World.Plan.Limits;
        return sent.Number - _kept[0].Number < limits.UnresolvedMessages && bytes <= limits.UnresolvedBytes;
    }

    private void Resolve(int at, Fate fate, Code? code)
    {
        var sent = _kept[at];
        _kept.RemoveAt(at);
        (sent.Fate, sent.Code) = (fate, code);
        if (fate == Fate.Resolved) Descriptions.Delivered(sent);
        page.World.Checkers.Resolved(sent);
        if (fate == Fate.Undelivered) page.Undelivered(sent);
    }
}
