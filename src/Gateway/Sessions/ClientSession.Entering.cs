using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Peers;
using Signaling.Core.Sessions;

namespace Signaling.Gateway.Sessions;

/// <summary>How a client gets its session: a new one, or the one it had.</summary>
public sealed partial class ClientSession
{
    /// <summary>Asks for a new session.</summary>
    public void Join(JoinCommand command)
    {
        if (!Obey(command.PeerId == Name.Server ? new Ruling(Verdict.Close, Reasons.ReservedName) : _rules.Begin(), 0)) return;
        _record.Asked();
        if (!Admits(command.Token, command.Room, out var grant)) return;
        _acks = command.Acks;
        var member = command.ToMember(_services.NewId);
        if (grant is not null) member = member with { Identity = grant.Identity, Rights = grant.Rights, GrantEnds = grant.EndsAtMs };
        var ticket = command.Ticket is { } text ? _services.Tickets.Read(text) : null;
        var owns = ticket is not null && ticket.Room == command.Room && ticket.PeerId == member.PeerId && ticket.Identity == member.Identity;
        if (IsBarred(command.Room, member)) return;
        _services.Engine.Join(this, command.Room, new JoinRequest(member, owns ? ticket!.Instance : null));
    }

    /// <summary>Asks for the session that a ticket names.</summary>
    public void Resume(string ticketText, long seen, string? token = null)
    {
        if (!Obey(_rules.Begin(), 0)) return;
        _record.Asked();
        if (_services.Tickets.Read(ticketText) is not { } ticket)
        {
            Refuse(Reasons.ResumeInvalid);
            return;
        }

        if (!Admits(token, ticket, out var grant)) return;
        _acks = ticket.Acks;
        var member = ticket.ToMember();
        if (grant is not null) member = member with { Rights = grant.Rights, GrantEnds = grant.EndsAtMs };
        if (!IsBarred(ticket.Room, member)) _services.Engine.Resume(this, ticket.Room, new ResumeRequest(member, seen, grant is not null));
    }
}
