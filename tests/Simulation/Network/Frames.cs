using Signaling.Core.Messages;
using Signaling.Simulation.Clients;

namespace Signaling.Simulation.Network;

/// <summary>What a client sends.</summary>
public enum Ask
{
    Join,
    Resume,
    Send,
    Ack,
    Update,
    Leave,
    Ping,
}

/// <summary>A frame to the server.</summary>
public sealed class UpFrame
{
    public required Ask Ask { get; init; }

    /// <summary>Join and resume: who asks.</summary>
    public Member? Member { get; init; }

    public string? TicketInstance { get; init; }

    /// <summary>What the client has of the server's numbers; -1 where it does not say.</summary>
    public long Seen { get; init; } = -1;

    public Sent? Sent { get; init; }

    /// <summary>A candidate: its sender knows that its description was delivered.</summary>
    public bool IsDescribed { get; init; }

    /// <summary>A receipt: the description that was applied.</summary>
    public Sent? Applied { get; init; }

    public string? Connection { get; init; }
}

/// <summary>A frame to the client.</summary>
/// <param name="Event">What it says.</param>
/// <param name="Sent">A signal: what its sender sent.</param>
public sealed record DownFrame(ClientEvent Event, Sent? Sent);

/// <summary>The answer to a ping.</summary>
public sealed record Pong;

/// <summary>The close frame, from either side.</summary>
public sealed record CloseFrame(int Code);
