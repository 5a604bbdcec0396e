using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Core.Sessions;

/// <summary>What becomes of a client's message at the door.</summary>
public enum Verdict
{
    /// <summary>Hand it on.</summary>
    Accept,

    /// <summary>Say nothing: it follows a number that was refused and will come again.</summary>
    Ignore,

    /// <summary>Answer with the code; it was not consumed.</summary>
    Refuse,

    /// <summary>Answer with the code and close.</summary>
    Close,
}

/// <summary>A verdict and its reason.</summary>
/// <param name="Verdict">What to do.</param>
/// <param name="Code">Why; null when accepted or ignored.</param>
/// <param name="RetryAfterMs">When to try again, where that helps.</param>
public readonly record struct Ruling(Verdict Verdict, Code? Code = null, int RetryAfterMs = 0);

/// <summary>
/// One connection's side of a session: whether it has joined, how fast it may send, and that nothing overtakes a refused number. What it
/// knows dies with the connection.
/// </summary>
public sealed class Session(SessionLimits limits, long now)
{
    private RateLimiter _rate = new(limits.MessagesPerSecond, limits.MessagesBurst);
    private long _refusedNumber;
    private long _lowestIgnored; // above the refused one, what is to come again
    private long _highestIgnored;
    private long _toldTo;
    private HashSet<long>? _toldAlso;
    private int _refusedInARow;
    private readonly long _openedAt = now;
    private long _heardAt = now;
    private bool _pinged;

    /// <summary>A join or resume was asked for.</summary>
    public bool HasAsked { get; private set; }

    /// <summary>Something came from the client: any frame at all.</summary>
    public void Heard(long now)
    {
        _heardAt = now;
        _pinged = false;
    }

    /// <summary>The first message of a session: join or resume.</summary>
    public Ruling Begin()
    {
        if (HasAsked) return new Ruling(Verdict.Refuse, Reasons.AlreadyJoined);
        HasAsked = true;
        return new Ruling(Verdict.Accept);
    }

    /// <summary>Any message after the first. <paramref name="number"/> is the client's; 0 for one without.</summary>
    public Ruling Admit(long number, long now)
    {
        // A repeat of what the client has been told the outcome of, on this connection: it will not come again, so it must not be refused.
        if (number != 0 && number <= _toldTo) return !IsTooFast(now, out var fate) || fate.Verdict != Verdict.Close ? new Ruling(Verdict.Ignore) : fate;
        if (_toldAlso?.Remove(number) == true) return new Ruling(Verdict.Accept);
        var ruling = AdmitFault(number, now);
        return ruling.Verdict == Verdict.Accept && !HasAsked ? new Ruling(Verdict.Refuse, Reasons.NotJoined) : ruling;
    }

    /// <summary>A message that could not be understood: it counts like any other, also before the first.</summary>
    public Ruling AdmitFault(long number, long now)
    {
        if (IsTooFast(now, out var fate))
        {
            if (fate.Verdict == Verdict.Close) return fate;
            if (_refusedNumber != 0 && number > _refusedNumber) return Ignore(number);
            NotConsumed(number);
            return fate;
        }

        _refusedInARow = 0;
        if (_refusedNumber == 0 || number == 0) return new Ruling(Verdict.Accept);
        if (number > _refusedNumber) return Ignore(number);
        if (number == _refusedNumber) (_refusedNumber, _lowestIgnored, _highestIgnored) = (0, 0, 0);
        return new Ruling(Verdict.Accept);
    }

    /// <summary>
    /// The client is told what became of a number. When that is the refused one (a repeat, resolved meanwhile), it will not come again; then
    /// the first that was ignored because of it is to be asked for, and is returned. 0 for none.
    /// </summary>
    public long Told(in ClientEvent e)
    {
        if (e is { Kind: EventKind.Undelivered, Flag: true } && e.Number > _toldTo) (_toldAlso ??= []).Add(e.Number);
        if (e.Acked is { } acked && acked.Seen > _toldTo)
        {
            _toldTo = acked.Seen;
            if (_toldAlso?.RemoveWhere(number => number <= _toldTo) > 0 && _toldAlso.Count == 0) _toldAlso = null;
        }

        var resolvedTo = e.Kind == EventKind.Resumed ? e.Number : 0; // not told of for good: its client keeps that until it knows the outcomes
        var isResolved = e.Kind == EventKind.Undelivered ? e.Flag && e.Number == _refusedNumber : _refusedNumber <= resolvedTo || e.Acked?.Covers(_refusedNumber) == true;
        if (_refusedNumber == 0 || !isResolved) return 0;
        var next = _lowestIgnored;
        while (next != 0 && next <= _highestIgnored && (next <= resolvedTo || next <= _toldTo || _toldAlso?.Contains(next) == true || e.Acked?.Covers(next) == true)) next++;
        _refusedNumber = next <= _highestIgnored ? next : 0;
        if (_refusedNumber == 0) _highestIgnored = 0;
        _lowestIgnored = _refusedNumber < _highestIgnored ? _refusedNumber + 1 : 0; // its client sends all of that again, but this may be resolved meanwhile, too
        return _refusedNumber;
    }

    /// <summary>A numbered message was refused further on: what follows it is ignored until it comes again.</summary>
    public void NotConsumed(long number)
    {
        if (number == 0 || (_refusedNumber != 0 && number >= _refusedNumber)) return;
        if (_refusedNumber != 0) Ignore(_refusedNumber); // a repeat from further back is refused: both are to come
        _refusedNumber = number;
    }

    private bool IsTooFast(long now, out Ruling fate)
    {
        fate = default;
        if (_rate.TryTake(now, out var waitMs)) return false;
        fate = ++_refusedInARow > limits.RefusedInARow ? new Ruling(Verdict.Close, Reasons.Abusive, waitMs) : new Ruling(Verdict.Refuse, Reasons.RateLimited, waitMs);
        return true;
    }

    private Ruling Ignore(long number)
    {
        if (_lowestIgnored == 0 || number < _lowestIgnored) _lowestIgnored = number;
        _highestIgnored = Math.Max(_highestIgnored, number);
        return new Ruling(Verdict.Ignore);
    }

    /// <summary>Called about once a second: whether to ping or to give the connection up.</summary>
    public Liveness Check(long now)
    {
        if (!HasAsked) return now - _openedAt >= limits.HandshakeMs ? Liveness.NeverAsked : Liveness.Fine; // chatter does not prolong it
        var silentMs = now - _heardAt;
        if (silentMs >= 2L * limits.HeartbeatMs) return Liveness.Dead;
        if (silentMs < limits.HeartbeatMs || _pinged) return Liveness.Fine;
        _pinged = true;
        return Liveness.Ping;
    }
}

/// <summary>What the silence of a connection means.</summary>
public enum Liveness
{
    Fine,

    /// <summary>Ask for a sign of life.</summary>
    Ping,

    /// <summary>Two heartbeats without one.</summary>
    Dead,

    /// <summary>No join or resume in time.</summary>
    NeverAsked,
}
