using Signaling.Core.Messages;

namespace Signaling.Simulation.Clients;

/// <summary>A page's connections to other peers, by peer and label.</summary>
public sealed class Calls(Page page)
{
    private readonly Dictionary<(string PeerId, string? Label), Call> _calls = [];
    private readonly HashSet<string> _left = [];
    private readonly HashSet<string> _crossing = [];

    public IEnumerable<Call> All => _calls.Values;

    public Call? Find(string peerId, string? label = null) => _calls.GetValueOrDefault((peerId, label));

    /// <summary>The connection to a peer, whether it is there or not.</summary>
    public Call To(string peerId, string? label = null)
    {
        if (_calls.TryGetValue((peerId, label), out var call)) return call;
        var peer = page.Roster.Peers.GetValueOrDefault(peerId);
        call = new Call(page, peerId, label) { IsPolite = peer?.Polite ?? false, Instance = peer?.Instance };
        call.IsSecond = peer is not null && _left.Contains(peer.Instance);
        return _calls[(peerId, label)] = call;
    }

    public void Came(string peerId, string instance, bool polite, bool canRollBack)
    {
        foreach (var call in _calls.Values)
        {
            if (call.PeerId != peerId) continue;
            (call.Instance, call.IsPolite) = (instance, polite);
        }

        if (!canRollBack && !page.User.CanRollBack) _crossing.Add(peerId);
        else _crossing.Remove(peerId);
    }

    /// <summary>A role changes only if its peer never had the answer to its first join.</summary>
    public void Turned(string peerId, bool polite)
    {
        foreach (var call in _calls.Values)
        {
            if (call.PeerId == peerId) call.IsPolite = polite;
        }
    }

    /// <summary>Neither side can roll back: each offer makes a connection of its own.</summary>
    public bool Crosses(string peerId) => _crossing.Contains(peerId);

    /// <summary>A description came after a later one. Candidates of its generation may follow.</summary>
    public void PassedOver(Sent description) => To(description.Sender.Id, description.Connection).PassOver(description);

    public void Gone(string peerId, string? instance)
    {
        foreach (var (key, call) in _calls.ToArray())
        {
            if (key.PeerId != peerId) continue;
            call.Close();
            _calls.Remove(key);
        }

        if (instance is not null) _left.Add(instance);
    }

    public void Clear()
    {
        foreach (var call in _calls.Values) call.Close();
        _calls.Clear();
    }

    public void Received(Sent sent, in ClientEvent e)
    {
        switch (sent.Kind)
        {
            case SignalKind.Offer: To(sent.Sender.Id, sent.Connection).TakeOffer(sent, e.Signal.Negotiation); break;
            case SignalKind.Answer: To(sent.Sender.Id, sent.Connection).TakeAnswer(sent); break;
            case SignalKind.Candidate: To(sent.Sender.Id, sent.Connection).TakeCandidate(sent); break;
        }
    }

    public void Undelivered(Sent sent)
    {
        if (sent.Target is { } target) Find(target, sent.Connection)?.Undelivered(sent);
    }
}
