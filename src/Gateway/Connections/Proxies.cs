using System.Net;

namespace Signaling.Gateway.Connections;

/// <summary>The proxies whose word on where a request comes from is believed, and nobody else's.</summary>
internal sealed class Proxies
{
    private readonly IPNetwork[] _networks;

    /// <param name="networks">Addresses and networks (10.0.0.0/8).</param>
    public Proxies(IEnumerable<string> networks) => _networks = [.. networks.Select(text => Parse(text) ?? throw new FormatException(text))];

    /// <summary>An address or a network; null when it is neither.</summary>
    public static IPNetwork? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;

    /// <summary>
    /// Where a request comes from: each proxy appends whom it got it from, so the last in the list that is no proxy of ours. What stands before that
    /// may be anybody's invention.
    /// </summary>
    /// <param name="peer">The other end of the connection.</param>
    /// <param name="forwardedFor">The header X-Forwarded-For.</param>
    public IPAddress? ClientOf(IPAddress? peer, string? forwardedFor)
    {
        if (_networks.Length == 0 || forwardedFor is null || peer is null || !IsOurs(peer)) return peer;
        var client = peer;
        foreach (var hop in forwardedFor.Split(',', StringSplitOptions.TrimEntries).Reverse())
        {
            if (!TryRead(hop, out var address)) return client;
            client = address;
            if (!IsOurs(address)) return client;
        }

        return client;
    }

    /// <summary>Whether a header of this peer's is believed.</summary>
    public bool IsOurs(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_networks, network => network.Contains(plain));
    }

    /// <summary>An address, also with a port.</summary>
    private static bool TryRead(string hop, out IPAddress address)
    {
        if (IPAddress.TryParse(hop, out var plain)) address = plain;
        else if (IPEndPoint.TryParse(hop, out var end)) address = end.Address;
        else address = IPAddress.None;
        return address != IPAddress.None;
    }
}
