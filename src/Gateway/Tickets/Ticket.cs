using Signaling.Core.Messages;

namespace Signaling.Gateway.Tickets;

/// <summary>What a resume ticket says: all that is needed to make the member again when the server has forgotten it, but its presence data.</summary>
public sealed record Ticket(string Room, string PeerId, string Instance, long JoinOrder, string? Identity, bool Acks, bool CanRollBack, long IssuedAtMs)
{
    public Ticket(string room, Member member, long issuedAtMs)
        : this(room, member.PeerId, member.Instance, member.JoinOrder, member.Identity, member.Acks, member.CanRollBack, issuedAtMs)
    {
        (NewcomersOffer, Rights, GrantEnds) = (member.NewcomersOffer, member.Rights, member.GrantEnds);
    }

    public bool NewcomersOffer { get; init; }

    /// <summary>What the member may do without bringing a token again.</summary>
    public Rights Rights { get; init; } = Rights.Member;

    /// <summary>Until when; 0 when no token was needed.</summary>
    public long GrantEnds { get; init; }

    /// <summary>The member that it was issued to.</summary>
    public Member ToMember() => new()
    {
        PeerId = PeerId,
        Instance = Instance,
        JoinOrder = JoinOrder,
        Identity = Identity,
        Acks = Acks,
        CanRollBack = CanRollBack,
        NewcomersOffer = NewcomersOffer,
        Rights = Rights,
        GrantEnds = GrantEnds,
    };
}
