namespace Signaling.Core.Flight;

/// <summary>What the candidates of both sides say about why no pair of them works.</summary>
internal static class CandidateFindings
{
    public static (string Code, string Sentence)? Of(LinkFacts facts)
    {
        var (a, b) = (facts.First, facts.Second);
        if ((Lost(a, b) ?? Lost(b, a)) is { } lost) return lost;
        if (a.Candidates.Total == 0 && b.Candidates.Total == 0) return ("no-candidates", "Neither side sent a candidate: there was nothing to connect to.");
        if ((None(a, b) ?? None(b, a)) is { } none) return none;
        if (a.Candidates.Unknown + b.Candidates.Unknown > 0) return null; // opaque: no word about types is sure
        var (relayA, relayB) = (a.Candidates.Relay > 0, b.Candidates.Relay > 0);
        if (!relayA && !relayB) return WithoutRelay(a, b);
        if (relayA && relayB) return ("relays-failed", "Both sides had relay candidates and no pair worked: the TURN servers refuse to pass packets to each other, or their credentials ran out.");
        var (has, lacks) = relayA ? (a, b) : (b, a);
        return ("one-relay", $"Only {has.Name} had a relay candidate: {lacks.Name} could not reach it, or got no TURN credentials (it had {lacks.Candidates}).");
    }

    private static (string, string)? Lost(SideFacts from, SideFacts to) =>
        from.LostCandidates is { } code ? ("candidates-undelivered", $"Candidates of {from.Name} never reached {to.Name}: {code}.") : null;

    private static (string, string)? None(SideFacts side, SideFacts other) => side.Candidates.Total == 0
        ? ("no-candidates", $"{side.Name} sent no candidate: {other.Name} had nothing to connect to.")
        : null;

    private static (string, string) WithoutRelay(SideFacts a, SideFacts b)
    {
        if (a.IsSymmetric && b.IsSymmetric)
            return ("no-relay-symmetric", $"No relay candidate at {a.Name} or {b.Name}, both behind symmetric NAT: only a TURN server can connect them.");
        if (a.IsSymmetric || b.IsSymmetric)
        {
            var (behind, other) = a.IsSymmetric ? (a, b) : (b, a);
            return ("no-relay-symmetric", $"No relay candidate at {a.Name} or {b.Name}, and {behind.Name} is behind symmetric NAT; {other.Name}'s NAT lets nothing in. A TURN server would connect them.");
        }

        var hostOnly = (SideFacts[])[.. ((SideFacts[])[a, b]).Where(side => side.Candidates.Srflx == 0)];
        return hostOnly switch
        {
            [_, _] => ("host-only", $"Neither {a.Name} nor {b.Name} had more than host candidates: no STUN or TURN server answered them, and they are not in the same network."),
            [var one] => ("no-relay", $"No relay candidate at {a.Name} or {b.Name}, and {one.Name} had only host candidates: no STUN server answered it."),
            _ => ("no-relay", $"No relay candidate at {a.Name} or {b.Name}: no direct way was open, and no TURN server was there to go through."),
        };
    }
}
