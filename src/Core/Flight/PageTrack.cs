using Signaling.Core.Negotiation;
using Signaling.Core.Peers;

namespace Signaling.Core.Flight;

/// <summary>What must be remembered of one side's page to tell repeats and restarts.</summary>
internal sealed class PageTrack
{
    private readonly List<LinkTrack> _links = [];
    private long _highestSent;
    private SeenNumbers _delivered;

    /// <summary>The page; null before it was met.</summary>
    public string? Instance { get; private set; }

    /// <summary>The page in short (FNV-1a, the same in every process); 0 before it was met.</summary>
    public uint Page { get; private set; }

    public void Begin(string instance)
    {
        (Instance, Page) = (instance, 2_166_136_261);
        foreach (var c in instance) Page = (Page ^ c) * 16_777_619;
        _links.Clear();
        _highestSent = 0;
        _delivered = default;
    }

    /// <summary>Whether a number of this page was noted before as sent; 0 is no number.</summary>
    public bool IsRepeat(long number)
    {
        if (number == 0) return false;
        if (number <= _highestSent) return true;
        _highestSent = number;
        return false;
    }

    /// <summary>Whether a number of this page was noted before as delivered; held candidates come after later numbers.</summary>
    public bool IsDelivered(long number) => number != 0 && !_delivered.Add(number);

    public LinkTrack Link(string? label, int labelsMax)
    {
        foreach (var link in _links)
        {
            if (link.Label == label) return link;
        }

        if (_links.Count >= labelsMax) _links.RemoveAt(0);
        _links.Add(new LinkTrack(label));
        return _links[^1];
    }
}

/// <summary>One connection of a side.</summary>
internal sealed class LinkTrack(string? label)
{
    private Ufrag _ufrag;

    public MappedPorts Ports;

    public string? Label => label;

    /// <summary>A description names its generation. True when it is another than before.</summary>
    public bool Begin(Ufrag ufrag)
    {
        var isRestart = _ufrag.IsKnown && ufrag.IsKnown && _ufrag != ufrag;
        if (isRestart) Ports = default;
        if (ufrag.IsKnown) _ufrag = ufrag;
        return isRestart;
    }
}
