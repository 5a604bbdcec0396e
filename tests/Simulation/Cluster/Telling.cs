using Signaling.Core.Nodes;
using Signaling.Core.Rooms;

namespace Signaling.Simulation.Cluster;

/// <summary>What is in a batch, for a trace that somebody reads.</summary>
internal static class Telling
{
    public static string Of(IEnumerable<NodeItem> items) => string.Join(", ", items.Select(Of));

    private static string Of(NodeItem item) => item switch
    {
        SessionItem.Join join => $"join {join.Request.Member.Instance} ({join.Session}, ticket of {join.Request.TicketInstance ?? "nobody"})",
        SessionItem.Resume resume => $"resume {resume.Request.Member.Instance} ({resume.Session}) seen {resume.Request.Seen}",
        SessionItem.Announce announce => $"announce {announce.Member.Instance} ({announce.Session}) resend from {announce.ResendFrom} after {announce.LastSeq}",
        SessionItem.Send send => $"({send.Session}) sends #{send.Signal.Number} {send.Signal.Kind} to {send.Target ?? "all"}",
        SessionItem.Acknowledge ack => $"({ack.Session}) has {ack.Seen}",
        SessionItem.Disconnect end => $"({end.Session}) ends: {end.How}",
        SessionItem other => $"({other.Session}) {other.GetType().Name}",
        DeliveryItem { Event: var e } delivery => $"({delivery.Session}) {e.Kind} {e.Seq}/{e.Number} {e.Peer?.Instance} {e.Signal.Number} {e.Acked?.Seen} {e.Code}{(e.Flag ? " yes" : "")}",
        LetterItem { Letter: { From: { } from, Signal: var signal } } => $"{from.Instance}#{signal.Number} {signal.Kind}",
        LetterItem { Letter: var outcome } => $"outcome of {outcome.Instance}#{outcome.Number}: {outcome.Code?.Name ?? "has it"}",
        RequestItem request => $"{Of(request.Request)} at {request.Gateway ?? "no gateway"}",
        NoticeItem notice => $"{Of(notice.Notice)} v{notice.Version % 1_000_000_000}{(notice.Roster is { } roster ? $" [{string.Join(' ', roster.Members.Select(m => m.Instance))}]" : "")}",
        RenewalItem renewal => $"renewal of {string.Join(' ', renewal.Peers)}",
        UnknownPeersItem unknown => $"unknown {string.Join(' ', unknown.Peers)}",
        _ => item.ToString(),
    };

    private static string Of(RoomRequest request) => request switch
    {
        RoomRequest.Join join => $"Join {join.Member.Instance}",
        RoomRequest.Restore restore => $"Restore {restore.Member.Instance}{(restore.Member.Suspended ? " suspended" : "")}",
        RoomRequest.Suspend suspend => $"Suspend {suspend.WindowMs}",
        _ => request.GetType().Name,
    };

    private static string Of(RoomNotice notice) => notice switch
    {
        RoomNotice.Admitted admitted => $"Admitted {admitted.How} {admitted.Member.Instance}{(admitted.Member.Suspended ? " suspended" : "")}",
        RoomNotice.Refused refused => $"Refused {refused.Instance} {refused.Code}",
        RoomNotice.Ended ended => $"Ended {ended.Member.Instance} {ended.Reason}",
        RoomNotice.SelfChanged changed => $"SelfChanged{(changed.Member.Suspended ? " suspended" : "")}",
        RoomNotice.Presence presence => $"{presence.Kind} {presence.Member.Instance}",
        _ => notice.ToString(),
    };
}
