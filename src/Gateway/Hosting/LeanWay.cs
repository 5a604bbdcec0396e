using Microsoft.AspNetCore.Connections;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Connections.Lean;
using Signaling.Gateway.Doors;

namespace Signaling.Gateway.Hosting;

/// <summary>
/// Brings the lean transport's WebSockets to the doors. What it does not take comes to <see cref="Doorway"/>: TLS, plain HTTP, and what is to be
/// handed on to another gateway.
/// </summary>
internal static class LeanWay
{
    private const int CloseMs = 2_000;
    private const int MessageMs = 30_000;

    public static void Add(IServiceCollection services, GatewayOptions options)
    {
        if (options.Transport != TransportKind.Lean || !Libc.IsSupported) return;
        services.AddSingleton<IConnectionListenerFactory>(provider =>
        {
            var loggers = provider.GetRequiredService<ILoggerFactory>();
            var doors = provider.GetServices<IDoor>().Select(door => new LeanDoor(door.Path, door.ChooseSubprotocol, door.Check, door.Accept)
            {
                IsStream = door.IsStream,
                IsElsewhere = options.InternalUrl is not null && door is IHttpDoor http ? http.IsElsewhere : null,
            });
            var server = new LeanServer(
                [.. doors], Limits(options), provider.GetRequiredService<ConnectionTable>(), provider.GetRequiredService<IEntrance>(), loggers.CreateLogger("Signaling.Connections.Lean"));
            return new LeanListenerFactory(server, PlainPorts(options), loggers);
        });
    }

    private static LeanLimits Limits(GatewayOptions options) => new(
        options.Limits.MessageBytes,
        options.OutboxBytes,
        CloseMs,
        options.Session.HandshakeMs,
        MessageMs,
        options.ConnectionsMax(),
        DescriptorLimit.Descriptors());

    /// <summary>The ports where only plain HTTP is spoken.</summary>
    private static HashSet<int> PlainPorts(GatewayOptions options)
    {
        var addresses = options.Addresses().Select(BindingAddress.Parse).ToLookup(address => address.Scheme == Uri.UriSchemeHttp, address => address.Port);
        return [.. addresses[true].Except(addresses[false]).Where(port => port != options.HttpsPort || port == 0)];
    }
}
