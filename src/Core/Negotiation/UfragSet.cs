namespace Signaling.Core.Negotiation;

/// <summary>The ufrags of one description. Nearly always one: bundled media sections repeat it.</summary>
public struct UfragSet
{
    /// <summary>More than any real description has; further ones are not remembered.</summary>
    private const int CountMax = 64;

    private Ufrag _first;
    private List<Ufrag>? _more;

    public readonly bool IsEmpty => !_first.IsKnown;

    /// <summary>One of them, the first named; none when empty.</summary>
    public readonly Ufrag First => _first;

    public readonly bool Contains(Ufrag ufrag) => ufrag.IsKnown && (ufrag == _first || _more is not null && _more.Contains(ufrag));

    public readonly bool Overlaps(in UfragSet other)
    {
        if (other.Contains(_first)) return true;
        if (_more is null) return false;
        foreach (var ufrag in _more)
        {
            if (other.Contains(ufrag)) return true;
        }

        return false;
    }

    public void Add(Ufrag ufrag)
    {
        if (!ufrag.IsKnown || Contains(ufrag)) return;
        if (!_first.IsKnown) _first = ufrag;
        else if ((_more ??= []).Count < CountMax) _more.Add(ufrag);
    }

    public void AddAll(in UfragSet other)
    {
        Add(other._first);
        if (other._more is null) return;
        foreach (var ufrag in other._more) Add(ufrag);
    }

    public readonly Ufrag[] ToArray() => IsEmpty ? [] : [_first, .. _more ?? []];
}
