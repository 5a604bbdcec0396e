using Signaling.Gateway.Engine.Orleans;
using Signaling.Gateway.Hosting;
using Signaling.Silo;

namespace Signaling.CoHost;

/// <summary>Puts a gateway and a silo together in one process. Its configuration is the gateway's; the engine is always Orleans.</summary>
internal static class CoHostServer
{
    public static WebApplication Build(string[] args) => GatewayServer.Build([.. args, "--Signaling:Engine=Orleans"], AddSilo, hasSilo: true);

    private static void AddSilo(WebApplicationBuilder builder)
    {
        var options = builder.Services.Select(service => service.ImplementationInstance).OfType<GatewayOptions>().Single();
        SiloWebhooks.Add(builder.Services, options.Webhooks);
        builder.UseOrleans(silo => silo.Join(options.Cluster).AddRooms(options.Limits));
        builder.Services.AddSingleton<IClusterLink, OwnSilo>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout += SiloHosting.StopTime); // after the gateway's clients were told
    }
}
