namespace Signaling.EndToEnd;

/// <summary>What a test page tells of itself (pages/native.js, pages/textbook.js).</summary>
internal sealed record PeerStatus
{
    /// <summary>Its peer's id, where the server chose it; otherwise empty.</summary>
    public string Id { get; init; } = "";

    /// <summary>What carries a Socket.IO connection at the moment.</summary>
    public string Transport { get; init; } = "";

    /// <summary>Of the signaling link.</summary>
    public string State { get; init; } = "";

    public IReadOnlyList<LinkStatus> Links { get; init; } = [];

    /// <summary>Messages and answers on data channels, as "who: what".</summary>
    public IReadOnlyList<string> Heard { get; init; } = [];

    /// <summary>Types of the signals that came, in order.</summary>
    public IReadOnlyList<string> Signals { get; init; } = [];

    /// <summary>What the browser, the client or the server refused.</summary>
    public IReadOnlyList<string> Refusals { get; init; } = [];

    /// <summary>Messages that the page holds back because the test told it to.</summary>
    public int Held { get; init; }

    /// <summary>Times the server told of a glare.</summary>
    public int Glare { get; init; }

    /// <summary>Resumes after which the server still had the session.</summary>
    public int Recovered { get; init; }

    /// <summary>Resumes after which it did not.</summary>
    public int Lost { get; init; }

    /// <summary>The highest of its numbers up to which the server says that all is resolved.</summary>
    public int Resolved { get; init; }

    public LinkStatus? LinkTo(string peerId) => Links.FirstOrDefault(link => link.PeerId == peerId);
}

/// <summary>One RTCPeerConnection.</summary>
internal sealed record LinkStatus
{
    public string PeerId { get; init; } = "";

    public string Connection { get; init; } = "";

    public string Signaling { get; init; } = "";

    public string Ice { get; init; } = "";

    public string Gathering { get; init; } = "";

    /// <summary>The type of the own candidate that carries it: host, srflx, relay; null while none does.</summary>
    public string? Route { get; init; }

    /// <summary>The users of the TURN servers that it may gather at.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Frames decoded so far, of each video that comes in.</summary>
    public IReadOnlyList<int> Frames { get; init; } = [];
}
