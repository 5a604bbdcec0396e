using System.Net;
using Signaling.Core.Sessions;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>How fast an address may send over HTTP: as fast as a connection. Remembers a bounded number of addresses.</summary>
internal sealed class RestRates(SessionServices services)
{
    /// <summary>Above this all are forgotten, each of which then may send a burst again.</summary>
    private const int AddressesMax = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, RateLimiter> _limiters = [];

    public bool TryTake(IPAddress? address, out int waitMs)
    {
        lock (_gate)
        {
            var from = address ?? IPAddress.None;
            if (!_limiters.TryGetValue(from, out var limiter))
            {
                if (_limiters.Count >= AddressesMax) _limiters.Clear();
                limiter = new RateLimiter(services.SessionLimits.MessagesPerSecond, services.SessionLimits.MessagesBurst);
            }

            var isTaken = limiter.TryTake(services.Clock.NowMs, out waitMs);
            _limiters[from] = limiter;
            return isTaken;
        }
    }
}
