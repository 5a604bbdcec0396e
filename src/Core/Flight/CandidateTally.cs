using Signaling.Core.Negotiation;

namespace Signaling.Core.Flight;

/// <summary>How many candidates of each type there were.</summary>
public readonly record struct CandidateTally(ushort Host = 0, ushort Srflx = 0, ushort Prflx = 0, ushort Relay = 0, ushort Unknown = 0)
{
    public int Total => Host + Srflx + Prflx + Relay + Unknown;

    public CandidateTally With(CandidateType type) => type switch
    {
        CandidateType.Host => this with { Host = Up(Host, 1) },
        CandidateType.Srflx => this with { Srflx = Up(Srflx, 1) },
        CandidateType.Prflx => this with { Prflx = Up(Prflx, 1) },
        CandidateType.Relay => this with { Relay = Up(Relay, 1) },
        _ => this with { Unknown = Up(Unknown, 1) },
    };

    public CandidateTally With(in CandidateTally more) =>
        new(Up(Host, more.Host), Up(Srflx, more.Srflx), Up(Prflx, more.Prflx), Up(Relay, more.Relay), Up(Unknown, more.Unknown));

    /// <summary>As in a sentence: "2 host, 1 srflx".</summary>
    public override string ToString()
    {
        var parts = new List<string>(5);
        void Say(int count, string type)
        {
            if (count > 0) parts.Add($"{count} {type}");
        }

        Say(Host, "host");
        Say(Srflx, "srflx");
        Say(Prflx, "prflx");
        Say(Relay, "relay");
        Say(Unknown, "unknown");
        return parts.Count == 0 ? "none" : string.Join(", ", parts);
    }

    private static ushort Up(ushort value, int by) => (ushort)Math.Min(ushort.MaxValue, value + by);
}
