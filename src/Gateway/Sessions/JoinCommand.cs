using Signaling.Core.Messages;

namespace Signaling.Gateway.Sessions;

/// <summary>What a client asks for when it joins, whatever the wire protocol. Names are checked by the door.</summary>
public sealed record JoinCommand(string Room)
{
    public string? PeerId { get; init; }

    public string? Instance { get; init; }

    public bool Acks { get; init; }

    /// <summary>The token, where the server needs one; then it says who the client is.</summary>
    public string? Token { get; init; }

    /// <summary>Who the client proved to be: it may take its peerId over from itself.</summary>
    public string? Identity { get; init; }

    /// <summary>It is told of nobody, and nobody of it.</summary>
    public bool Unlisted { get; init; }

    public bool CanRollBack { get; init; } = true;

    /// <summary>In its protocol it is newcomers who make the first offer.</summary>
    public bool NewcomersOffer { get; init; }

    /// <summary>Its pages have rules of their own for who makes the first offer.</summary>
    public bool OthersOffer { get; init; }

    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The ticket of the page load before this one.</summary>
    public string? Ticket { get; init; }

    /// <summary>Who it asks to be; a name it does not say is made.</summary>
    internal Member ToMember(Func<string> newId) => new()
    {
        PeerId = PeerId ?? newId(),
        Instance = Instance ?? newId(),
        JoinOrder = 0,
        Acks = Acks,
        CanRollBack = CanRollBack,
        NewcomersOffer = NewcomersOffer,
        OthersOffer = OthersOffer,
        Identity = Identity,
        Unlisted = Unlisted,
        Data = Data,
    };
}
