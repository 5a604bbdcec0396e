using Signaling.Core.Messages;

namespace Signaling.Simulation.Clients;

/// <summary>
/// The latest number of each page. A description that comes after a later number was refused by a server that was lost before its sender heard
/// of it: it is passed over (docs/protocol.md, section 5).
/// </summary>
public sealed class LatestNumbers
{
    private readonly Dictionary<string, long> _highest = [];

    public bool IsStale(Sent sent, long number)
    {
        var highest = _highest.GetValueOrDefault(sent.Sender.Name);
        if (number > highest) _highest[sent.Sender.Name] = number;
        return number < highest && sent.Kind is (SignalKind.Offer or SignalKind.Answer);
    }
}
