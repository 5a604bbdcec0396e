using Microsoft.AspNetCore.Connections;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Connections.Lean;
using Signaling.Gateway.Doors;

namespace Signaling.Gateway.Hosting;

/// <summary>Brings the lean transport's WebSockets to the doors. What it does not take comes to <see cref="Doorway"/>.</summary>
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
            var doors = provider.GetServices<IDoor>().Select(door => new LeanDoor(door.Path, door.ChooseSubprotocol, door.Accept));
            var server = new LeanServer(
                [.. doors], Limits(options), provider.GetRequiredService<ConnectionTable>(), loggers.CreateLogger("Signaling.Connections.Lean"));
            return new LeanListenerFactory(server, PlainPorts(options.Urls), loggers);
        });
    }

    private static LeanLimits Limits(GatewayOptions options) => new(
        options.Limits.MessageBytes,
        options.OutboxBytes,
        CloseMs,
        options.Session.HandshakeMs,
        MessageMs,
        options.Connections > 0 ? options.Connections : DescriptorLimit.Connections(),
        DescriptorLimit.Descriptors());

    /// <summary>The ports where only plain HTTP is spoken.</summary>
    private static HashSet<int> PlainPorts(string urls)
    {
        var addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(BindingAddress.Parse).ToList();
        var ports = addresses.Where(address => address.Scheme == Uri.UriSchemeHttp).Select(address => address.Port).ToHashSet();
        ports.ExceptWith(addresses.Where(address => address.Scheme != Uri.UriSchemeHttp).Select(address => address.Port));
        return ports;
    }
}
