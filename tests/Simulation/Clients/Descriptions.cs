using Signaling.Core.Messages;

namespace Signaling.Simulation.Clients;

/// <summary>
/// What a page knows of its last description to each page: once that was delivered, its candidates say so, since a server that was lost
/// meanwhile does not know (docs/protocol.md, section 7).
/// </summary>
public sealed class Descriptions
{
    private readonly Dictionary<(string, string?), (Sent Description, bool IsDelivered)> _last = [];

    public void Sending(Sent sent)
    {
        if (sent is { Kind: SignalKind.Offer or SignalKind.Answer, Target: { } target }) _last[(target, sent.Connection)] = (sent, false);
    }

    public void Delivered(Sent sent)
    {
        if (sent.Target is { } target && _last.TryGetValue((target, sent.Connection), out var last) && last.Description == sent)
        {
            _last[(target, sent.Connection)] = (sent, true);
        }
    }

    /// <summary>Whether a candidate belongs to a description that this very page there has.</summary>
    public bool Vouches(Sent sent) =>
        sent is { Kind: SignalKind.Candidate, Target: { } target, TargetInstance: { } instance }
        && _last.TryGetValue((target, sent.Connection), out var last)
        && last is { IsDelivered: true, Description: var description } && description.Ufrag == sent.Ufrag && description.TargetInstance == instance;
}
