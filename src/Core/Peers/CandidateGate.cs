using Signaling.Core.Negotiation;

namespace Signaling.Core.Peers;

/// <summary>
/// Where a candidate waits for its description (promise P1). One for each direction of a connection, at the receiver. It knows the ufrags
/// of the descriptions that went into the receiver's mailbox: the current generation, the one before it, and the dead ones.
/// </summary>
internal sealed class CandidateGate
{
    private const int DeadMax = 16;

    /// <summary>More than a description has media sections; further end marks pass and are not remembered.</summary>
    private const int EndedMax = 256;

    private List<MailItem>? _held;
    private Queue<Ufrag>? _dead;
    private HashSet<(Ufrag, ulong)>? _ended;
    private UfragSet _current;
    private UfragSet _previous;
    private UfragSet _lost;
    private long _currentNumber;
    private long _replacedBefore; // set by the first description after a loss until what waited for it is taken; 0: none
    private bool _anyDescribed;
    private bool _opaque;
    private bool _isRemembered;
    private bool _wasDescribed;

    /// <summary>The ufrag of the sender's last description, relayed or not: what a candidate without one belongs to.</summary>
    public Ufrag Last { get; private set; }

    public IReadOnlyList<MailItem> Held => _held ?? (IReadOnlyList<MailItem>)[];

    /// <summary>How many end marks are remembered.</summary>
    public int EndedCount => _ended?.Count ?? 0;

    /// <summary>Whether a description with these ufrags begins a generation that the receiver does not know.</summary>
    public bool IsNewGeneration(in UfragSet ufrags) => !ufrags.IsEmpty && !ufrags.Overlaps(_current);

    /// <summary>Judges a candidate; one that passes or ends its generation is remembered as such.</summary>
    public Passage Judge(in CandidateFacts candidate)
    {
        var ufrag = candidate.Ufrag;
        var described = _anyDescribed && (_opaque || _current.Contains(ufrag) || _previous.Contains(ufrag));
        if (!described) return IsDead(ufrag) ? Passage.Drop : Passage.Hold;

        // After the end mark no candidate of the generation may follow (RFC 8838 sections 13 and 14).
        if (_ended is not null && (_ended.Contains((ufrag, 0)) || _ended.Contains((ufrag, candidate.Media)))) return Passage.Drop;
        if (candidate.IsEnd && EndedCount < EndedMax) (_ended ??= []).Add((ufrag, candidate.Media));
        return Passage.Pass;
    }

    public void Hold(MailItem candidate) => (_held ??= []).Add(candidate);

    /// <summary>
    /// A description, the sender's so numbered, goes into the mailbox. What waited for it follows: take it from <see cref="TakeReleased"/>.
    /// Candidates of a losing offer before it die here, unless it has their ufrag.
    /// </summary>
    /// <param name="ufrags">Its ufrags.</param>
    /// <param name="number">Its number.</param>
    /// <param name="mayHaveForgotten">
    /// The gate was made after a loss: what waits in it and was sent before its first description, with another ufrag, is of an older
    /// generation, whose description went before the loss. It is dropped; its generation is not dead, for it stands if this one loses.
    /// </param>
    public void Describe(in UfragSet ufrags, long number, bool mayHaveForgotten = false)
    {
        if (mayHaveForgotten && !_wasDescribed && !ufrags.IsEmpty && _held is not null) _replacedBefore = number;
        _wasDescribed = true;
        _anyDescribed = true;
        _isRemembered = false;
        _opaque = ufrags.IsEmpty;
        if (_opaque) _ended?.RemoveWhere(ended => !ended.Item1.IsKnown);
        if (IsNewGeneration(ufrags))
        {
            Kill(_previous, but: ufrags);
            _previous = _current;
            (_current, _currentNumber) = (ufrags, number);
            Last = ufrags.First;
        }
        else
        {
            _current.AddAll(ufrags);
            if (!ufrags.IsEmpty) Last = ufrags.First;
        }

        if (!_lost.IsEmpty) BuryLost();
    }

    /// <summary>
    /// A description with this ufrag went to the receiver before this gate was made, and nothing did since: who sent it says so.
    /// </summary>
    public void Remember(Ufrag ufrag)
    {
        if ((_anyDescribed && !_isRemembered) || IsDead(ufrag)) return;
        _anyDescribed = _isRemembered = true;
        _opaque |= !ufrag.IsKnown;
        _current.Add(ufrag);
        Last = ufrag;
    }

    /// <summary>The held candidates that may go now, in order, and those whose generation has died.</summary>
    public (List<MailItem> Released, List<MailItem> Dropped) TakeReleased()
    {
        if (_held is null) return ([], []);

        List<MailItem> released = [], dropped = [], kept = [];
        foreach (var item in _held)
        {
            var passage = Judge(item.Candidate.Ufrag.IsKnown ? item.Candidate : item.Candidate with { Ufrag = Last });
            var isReplaced = passage == Passage.Hold && item.Signal.Number < _replacedBefore;
            (passage == Passage.Pass ? released : passage == Passage.Drop || isReplaced ? dropped : kept).Add(item);
        }

        _replacedBefore = 0;
        _held = kept.Count == 0 ? null : kept;
        return (released, dropped);
    }

    /// <summary>An offer that lost in glare and was not relayed. Its candidates wait for the sender's next description.</summary>
    public void Lose(in UfragSet ufrags)
    {
        if (!IsNewGeneration(ufrags)) return;
        _lost.AddAll(ufrags);
        Last = ufrags.First;
    }

    /// <summary>A description that had gone into the mailbox is void: it lost in glare, expired there, or was replaced before it was sent.</summary>
    public void Undescribe(in UfragSet ufrags, bool mayReturn)
    {
        if (ufrags.IsEmpty || !ufrags.Overlaps(_current)) return;
        if (mayReturn) _lost.AddAll(_current);
        else Kill(_current);
        _current = _previous;
        _previous = default;
        _anyDescribed = !_current.IsEmpty;
    }

    /// <summary>The description with this number, if it began the current generation, did not reach the receiver.</summary>
    public void Undescribe(long number)
    {
        if (_currentNumber == number) Undescribe(_current, mayReturn: false);
    }

    /// <summary>The receiver has applied a description. From the current generation on, candidates of the one before are of no use any more.</summary>
    public void RetirePrevious(long appliedNumber)
    {
        if (appliedNumber < _currentNumber) return;
        Kill(_previous);
        _previous = default;
    }

    /// <summary>Takes out what has waited too long.</summary>
    public List<MailItem> TakeExpired(long now)
    {
        if (_held is null) return [];
        var expired = _held.FindAll(item => item.ExpiresAt <= now);
        if (expired.Count > 0) _held.RemoveAll(item => item.ExpiresAt <= now);
        if (_held.Count == 0) _held = null;
        return expired;
    }

    /// <summary>Takes out everything.</summary>
    public List<MailItem> TakeAll()
    {
        (var all, _held) = (_held ?? [], null);
        return all;
    }

    private void Unend(Ufrag ufrag) => _ended!.RemoveWhere(ended => ended.Item1 == ufrag);

    private bool IsDead(Ufrag ufrag) => _dead?.Contains(ufrag) == true;

    private void BuryLost()
    {
        foreach (var ufrag in _lost.ToArray().Where(ufrag => !_current.Contains(ufrag) && !_previous.Contains(ufrag))) Bury(ufrag);
        _lost = default;
    }

    private void Kill(in UfragSet ufrags, in UfragSet but = default)
    {
        foreach (var ufrag in ufrags.ToArray())
        {
            if (!but.Contains(ufrag)) Bury(ufrag);
        }
    }

    private void Bury(Ufrag ufrag)
    {
        if (_ended is not null) Unend(ufrag);
        if (!ufrag.IsKnown || IsDead(ufrag)) return;
        (_dead ??= new()).Enqueue(ufrag);
        if (_dead.Count > DeadMax) _dead.Dequeue();
    }
}
