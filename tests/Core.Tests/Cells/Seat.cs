using System.Text;
using Signaling.Core.Effects;
using Signaling.Core.Messages;

namespace Signaling.Core.Tests.Cells;

/// <summary>One connection of a client. After it is cut, what is sent to it is gone.</summary>
internal sealed class Seat(Client client) : ISessionAddress
{
    public bool IsCut { get; set; }

    public void Take(in ClientEvent e)
    {
        if (!IsCut) client.Hear(e);
    }
}

/// <summary>Events as short texts: what a test compares.</summary>
internal static class EventText
{
    public static string Of(in ClientEvent e) => e.Kind switch
    {
        EventKind.ExistingPeers => $"existing {Peers(e.View!)}",
        EventKind.Resumed => $"resumed {(e.Flag ? "whole" : "lost")} seen {e.Number} {Peers(e.View!)}",
        EventKind.Signal => Signal(e),
        EventKind.Ack => $"ack {e.Acked!.Seen}{string.Concat(e.Acked.Also.Select(r => $" {r.From}-{r.To}"))}",
        EventKind.Undelivered => $"undelivered {e.Number} {e.Target} {e.Code}",
        EventKind.Glare => $"glare {e.Target} n{e.Negotiation} {(e.Flag ? "won" : "lost")} {e.Number}{Label(e.Connection)}",
        EventKind.Error => $"error {e.Code}{(e.Number == 0 ? "" : $" {e.Number}")}",
        EventKind.Close => $"close {e.Code}",
        EventKind.PeerLeft => $"left {e.Peer!.PeerId} {e.Code}",
        _ => $"{e.Kind.ToString()[4..].ToLowerInvariant()} {e.Peer!.PeerId} {e.Peer.Instance} {(e.Polite ? "polite" : "impolite")}",
    };

    private static string Signal(in ClientEvent e)
    {
        var signal = e.Signal;
        var payload = Encoding.UTF8.GetString(signal.Payload.Span);
        var number = signal.Kind == SignalKind.Applied ? signal.AppliedNumber : signal.Number;
        var negotiation = signal.Kind is SignalKind.Offer or SignalKind.Answer ? $" n{signal.Negotiation}" : "";
        return $"{signal.Kind.ToString().ToLowerInvariant()} {e.Peer!.PeerId} {number}{negotiation}{Label(signal.Connection)} {Body(payload)}".TrimEnd();
    }

    private static string Label(string? connection) => connection is null ? "" : $" [{connection}]";

    /// <summary>A description is shown as its ufrag.</summary>
    private static string Body(string payload)
    {
        var at = payload.IndexOf("a=ice-ufrag:", StringComparison.Ordinal);
        return at < 0 ? payload.Trim('"') : payload[(at + 12)..].Split('\\')[0];
    }

    private static string Peers(RoomView view) => $"[{string.Join(' ', view.Peers.Select(p => p.Suspended ? $"({p.PeerId})" : p.PeerId))}]";
}
