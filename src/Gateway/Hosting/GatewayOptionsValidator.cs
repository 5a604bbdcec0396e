using System.Diagnostics.CodeAnalysis;
using System.Net;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Ice;

namespace Signaling.Gateway.Hosting;

/// <summary>Finds everything that is wrong with a configuration, not only the first thing.</summary>
internal static class GatewayOptionsValidator
{
    /// <param name="options">The configuration.</param>
    /// <param name="hasSilo">A silo is in this process, too: it posts webhooks.</param>
    public static IReadOnlyList<string> Problems(GatewayOptions options, bool hasSilo = false)
    {
        var problems = new List<string>();
        CheckUrls(options, problems);
        CheckNumbers(options, problems);
        CheckCluster(options, hasSilo, problems);
        CheckFiles(options, problems);
        problems.AddRange(options.Limits.Problems());
        problems.AddRange(options.Doors.Problems());
        problems.AddRange(options.Moderation.Problems());
        problems.AddRange(options.Admin.Problems());
        problems.AddRange(options.Drain.Problems());
        problems.AddRange(options.Turn.Problems());
        problems.AddRange(options.Flight.Problems());
        problems.AddRange(options.Webhooks.Problems());
        problems.AddRange(options.Telemetry.Problems());
        problems.AddRange(options.Auth.Problems());
        problems.AddRange(options.PerAddress.Problems());
        problems.AddRange(options.Certificate.Problems());
        problems.AddRange(options.Proxies.Where(proxy => Proxies.Parse(proxy) is null).Select(proxy => $"Signaling:Proxies: {proxy} is neither an address nor a network such as 10.0.0.0/8."));
        foreach (var server in options.IceServers)
        {
            if (server.Urls.Count == 0) problems.Add("Signaling:IceServers has an entry without Urls.");
            problems.AddRange(server.Urls
                .Where(url => !IceServer.IsAddress(url))
                .Select(url => $"Signaling:IceServers: {url} is not a stun:, turn: or turns: address."));
        }

        return problems;
    }

    private static void CheckUrls(GatewayOptions options, List<string> problems)
    {
        var addresses = options.Addresses();
        if (addresses.Length == 0) problems.Add("Signaling:Urls has no address.");
        if (options.InternalUrl is { } own && (!Uri.TryCreate(own, UriKind.Absolute, out var reached) || reached.GetLeftPart(UriPartial.Authority) != own.TrimEnd('/')
            || (reached.Scheme != Uri.UriSchemeHttp && reached.Scheme != Uri.UriSchemeHttps)))
        {
            problems.Add($"Signaling:InternalUrl is {own}; it must be an address such as http://10.0.0.7:8080.");
        }

        foreach (var url in addresses)
        {
            if (!TryRead(url, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            {
                problems.Add($"Signaling:Urls: {url} is not an http:// or https:// address.");
            }
            else if (!options.AllowAnonymous && !options.Auth.IsConfigured && !IsLoopback(uri))
            {
                problems.Add($"Signaling:Urls: {url} can be reached from other machines, but no authentication is configured: anybody could join any room. "
                    + "Configure Signaling:Auth, listen on 127.0.0.1, or set Signaling:AllowAnonymous=true if that is what you want.");
            }
        }
    }

    private static void CheckCluster(GatewayOptions options, bool hasSilo, List<string> problems)
    {
        if (options.TicketKey is { } key && Tickets.TicketKey.FromText(key) is null) problems.Add("Signaling:TicketKey is not 32 bytes in base64.");
        if (options.Engine != EngineKind.Orleans) return;
        if (options.Webhooks.IsOn && !hasSilo) problems.Add("Signaling:Webhooks: in a cluster silos post events, and gateways none; configure it there.");
#if ORLEANS
        problems.AddRange(options.Cluster.Problems());
#else
        problems.Add("Signaling:Engine is Orleans, but this is the single-node edition: it was built without the Orleans packages.");
#endif
        if (options.TicketKey is null)
        {
            problems.Add("Signaling:TicketKey is missing: all gateways of a cluster must sign tickets with the same key. Make one with: openssl rand -base64 32");
        }
    }

    /// <summary>Files that are read at start, where they are.</summary>
    private static void CheckFiles(GatewayOptions options, List<string> problems)
    {
        if (options.TicketKeyFile.Length == 0)
        {
            problems.Add("Signaling:TicketKeyFile is empty.");
            return;
        }

        if (options.TicketKey is null && options.Engine == EngineKind.InProcess) problems.AddRange(ConfigurationFile.Problems("TicketKeyFile", () => Tickets.TicketKey.Find(options.TicketKeyFile)));
        if (options.Engine == EngineKind.InProcess) problems.AddRange(ConfigurationFile.Problems("Moderation:File", () => new Moderation.TombstoneFile(options.TombstonesPath())));
    }

    /// <summary>Whether an address can be reached from this machine only.</summary>
    public static bool IsLoopback(string url) => TryRead(url, out var uri) && IsLoopback(uri);

    private static bool TryRead(string url, [NotNullWhen(true)] out Uri? uri) =>
        Uri.TryCreate(url.Replace("*", "0.0.0.0", StringComparison.Ordinal).Replace("+", "0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out uri);

    private static bool IsLoopback(Uri uri) =>
        uri.IsLoopback || (IPAddress.TryParse(uri.Host, out var address) && IPAddress.IsLoopback(address));

    private static void CheckNumbers(GatewayOptions options, List<string> problems)
    {
        void AtLeast(long value, long min, string name)
        {
            if (value < min) problems.Add($"Signaling:{name} is {value}; it must be at least {min}.");
        }

        if (options.HttpsPort is < 0 or > 65_535) problems.Add($"Signaling:HttpsPort is {options.HttpsPort}; it must be from 0 to 65535.");
        AtLeast(options.Connections, 0, nameof(options.Connections));
        AtLeast(options.ShutdownMs, 0, nameof(options.ShutdownMs));
        AtLeast(options.OutboxBytes, options.Limits.MessageBytes, nameof(options.OutboxBytes));
        AtLeast((long)options.Session.MessagesPerSecond, 1, "Session:MessagesPerSecond");
        AtLeast(options.Session.MessagesBurst, 1, "Session:MessagesBurst");
        AtLeast(options.Session.RefusedInARow, 2L * options.Limits.UnresolvedMessages, "Session:RefusedInARow");
        AtLeast(options.Session.HandshakeMs, 1_000, "Session:HandshakeMs");
        AtLeast(options.Session.HeartbeatMs, 1_000, "Session:HeartbeatMs");
    }
}
