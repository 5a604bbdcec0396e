using System.Buffers;
using System.Numerics;
using Signaling.Core.Messages;

namespace Signaling.Core.Peers;

/// <summary>What became of a number that a sender used.</summary>
internal enum Acceptance
{
    /// <summary>Seen for the first time.</summary>
    New,

    /// <summary>A repeat of one that still waits for its receivers.</summary>
    Waiting,

    /// <summary>A repeat of one that is resolved.</summary>
    Resolved,

    /// <summary>It would exceed the bound on unresolved messages; not consumed.</summary>
    TooMany,
}

/// <summary>
/// The sender's numbers: which are resolved, cumulative and above. Numbers that a sender skips count as resolved: it does not send
/// again what it knows to be.
/// </summary>
internal sealed class OutgoingWindow(int countMax, int bytesMax, long resolvedTo = 0)
{
    private Entry _only; // while one number is unresolved and nothing came after it
    private Entry[]? _entries; // rented, while there are more
    private long _resolvedTo = resolvedTo;
    private long _highest = resolvedTo;
    private int _count;
    private int _bytes;

    /// <summary>The highest number used.</summary>
    public long Highest => _highest;

    /// <summary>All numbers up to here are resolved.</summary>
    public long ResolvedTo => _resolvedTo;

    public int UnresolvedCount => _count;

    /// <summary>Takes a number for a message to these receivers.</summary>
    public Acceptance Accept(long number, Receivers receivers, int bytes)
    {
        if (number <= _resolvedTo) return Acceptance.Resolved;
        if (number <= _highest) return At(number).Waiting.Count > 0 ? Acceptance.Waiting : Acceptance.Resolved;
        if (_count > 0 && (number - _resolvedTo > countMax || _bytes + bytes > bytesMax)) return Acceptance.TooMany;

        if (receivers.Count == 0 && _count == 0)
        {
            _resolvedTo = _highest = number;
            return Acceptance.New;
        }

        if (_count == 0)
        {
            _resolvedTo = number - 1;
            Shrink();
        }

        Grow(number);
        for (var skipped = Math.Max(_highest, _resolvedTo) + 1; skipped < number; skipped++) At(skipped) = default;

        _highest = number;
        At(number) = new Entry(receivers, bytes);
        if (receivers.Count > 0)
        {
            _count++;
            _bytes += bytes;
        }

        return Acceptance.New;
    }

    /// <summary>Whether a number waits for a receiver.</summary>
    public bool Waits(long number, string receiver) => number > _resolvedTo && number <= _highest && At(number).Waiting.Contains(receiver);

    /// <summary>The receivers that a number waits for.</summary>
    public Receivers ReceiversOf(long number) => At(number).Waiting;

    /// <summary>An unresolved broadcast goes to one more.</summary>
    public void AddReceiver(long number, string receiver) => At(number).Waiting = At(number).Waiting.With(receiver);

    /// <summary>The negotiation that an unresolved description was sent under; a repeat goes under the same.</summary>
    public long NegotiationOf(long number) => At(number).Negotiation;

    public void SetNegotiation(long number, long negotiation) => At(number).Negotiation = negotiation;

    /// <summary>The numbers that wait for a receiver, ascending.</summary>
    public IReadOnlyList<long> WaitingFor(string receiver)
    {
        List<long>? numbers = null;
        for (var number = _resolvedTo + 1; number <= _highest; number++)
        {
            if (At(number).Waiting.Contains(receiver)) (numbers ??= []).Add(number);
        }

        return numbers ?? (IReadOnlyList<long>)[];
    }

    /// <summary>The first number from a given one on that was not taken or waits for receivers.</summary>
    public long FirstOpen(long number)
    {
        if (_count == 0) return Math.Max(number, _highest + 1);
        number = Math.Max(number, _resolvedTo + 1);
        while (number <= _highest && At(number).Waiting.Count == 0) number++;
        return number;
    }

    /// <summary>All receivers that numbers wait for.</summary>
    public IReadOnlySet<string> Awaited()
    {
        var awaited = new HashSet<string>();
        for (var number = _resolvedTo + 1; number <= _highest && _count > 0; number++)
        {
            foreach (var receiver in At(number).Waiting) awaited.Add(receiver);
        }

        return awaited;
    }

    /// <summary>One receiver of a number has it or never will. True when that resolved the number.</summary>
    public bool Resolve(long number, string receiver)
    {
        if (!Waits(number, receiver)) return false;
        ref var entry = ref At(number);
        entry.Waiting = entry.Waiting.Without(receiver);
        if (entry.Waiting.Count > 0) return false;
        _count--;
        _bytes -= entry.Bytes;
        while (_resolvedTo < _highest && At(_resolvedTo + 1).Waiting.Count == 0) _resolvedTo++;
        if (_count == 0) Shrink();
        return true;
    }

    /// <summary>Cumulative and, above, the resolved ranges.</summary>
    public AckRanges Ranges()
    {
        List<(long, long)>? also = null;
        for (var number = _resolvedTo + 2; number <= _highest; number++)
        {
            if (At(number).Waiting.Count > 0) continue;
            var from = number;
            while (number < _highest && At(number + 1).Waiting.Count == 0) number++;
            (also ??= []).Add((from, number));
        }

        return new AckRanges(_resolvedTo, also ?? (IReadOnlyList<(long, long)>)[]);
    }

    private ref Entry At(long number)
    {
        if (_entries is null) return ref _only;
        return ref _entries[(int)(number & (_entries.Length - 1))];
    }

    private void Grow(long number)
    {
        var needed = (int)(number - _resolvedTo) + 1;
        if (_entries is null ? needed <= 2 : _entries.Length >= needed) return;
        var grown = ArrayPool<Entry>.Shared.Rent((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(needed, 16)));
        for (var kept = _resolvedTo + 1; kept <= _highest; kept++) grown[(int)(kept & (grown.Length - 1))] = At(kept);
        Shrink();
        _entries = grown;
    }

    /// <summary>Holds nothing while nothing is unresolved.</summary>
    private void Shrink()
    {
        _only = default;
        if (_entries is not null) ArrayPool<Entry>.Shared.Return(_entries, clearArray: true);
        _entries = null;
    }

    private struct Entry(Receivers waiting, int bytes)
    {
        /// <summary>Receivers that still have to resolve it; none when resolved or skipped.</summary>
        public Receivers Waiting = waiting;
        public readonly int Bytes = bytes;
        public long Negotiation;
    }
}
