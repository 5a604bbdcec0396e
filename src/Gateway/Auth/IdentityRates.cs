using Signaling.Core.Sessions;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Auth;

/// <summary>One rate for all connections of an identity, for as long as it has any.</summary>
public sealed class IdentityRates(AuthOptions options, GatewayClock clock)
{
    private readonly Dictionary<string, IdentityRate> _rates = [];

    /// <summary>How many identities are connected: for checks.</summary>
    internal int Count
    {
        get
        {
            lock (_rates) return _rates.Count;
        }
    }

    /// <summary>The rate of an identity, to be given back once.</summary>
    public IdentityRate Take(string identity)
    {
        lock (_rates)
        {
            if (!_rates.TryGetValue(identity, out var rate)) _rates[identity] = rate = new IdentityRate(identity, options, clock);
            rate.Users++;
            return rate;
        }
    }

    public void GiveBack(IdentityRate rate)
    {
        lock (_rates)
        {
            if (--rate.Users == 0) _rates.Remove(rate.Identity);
        }
    }
}

/// <summary>What all connections of an identity may send together.</summary>
public sealed class IdentityRate(string identity, AuthOptions options, GatewayClock clock)
{
    private readonly Lock _gate = new();
    private RateLimiter _limiter = new(options.IdentityMessagesPerSecond, options.IdentityMessagesBurst);

    internal string Identity => identity;

    internal int Users { get; set; }

    /// <summary>Takes one message; otherwise says when there is room for it.</summary>
    public bool TryTake(out int waitMs)
    {
        lock (_gate) return _limiter.TryTake(clock.NowMs, out waitMs);
    }
}
