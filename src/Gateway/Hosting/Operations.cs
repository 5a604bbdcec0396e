using Microsoft.Extensions.DependencyInjection.Extensions;
using Signaling.Gateway.Api;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Flight;
using Signaling.Webhooks;

namespace Signaling.Gateway.Hosting;

/// <summary>What those who operate the server have of it: the flight recorder, the server API, webhooks, the admin page.</summary>
internal static class Operations
{
    public static void Add(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(provider => (IRoomDirectory)provider.GetRequiredService<IEngine>());
        if (IsRecording(options)) AddRecorder(services, options);
        ApiRoutes.Add(services);
        if (options.Engine != EngineKind.InProcess || !options.Webhooks.IsOn) return; // in a cluster silos post, and are asked
        WebhookHosting.Add(services, options.Webhooks, _ => new WebhookName(ShortId.New(12)));
        services.AddSingleton<IWebhookFigures, OwnWebhooks>();
    }

    private static void AddRecorder(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(provider => new FlightRecorder(options.Flight, provider.GetRequiredService<GatewayClock>()));
        services.AddSingleton<IPairSource>(provider => provider.GetRequiredService<FlightRecorder>());
        services.TryAddSingleton<IPairDirectory, OwnPairs>(); // an engine in a cluster asks all gateways
    }

    public static void Map(WebApplication app, GatewayOptions options)
    {
        ApiRoutes.Map(app, options);
        if (options.Admin.Page) StaticPages.MapAdmin(app);
    }

    /// <summary>Where nobody could read it, nothing is recorded.</summary>
    internal static bool IsRecording(GatewayOptions options) => options.Flight.Sample > 0 && (options.Admin.Token is not null || options.Auth.IsConfigured || options.IsLoopbackOnly);

    private sealed class OwnWebhooks(WebhookSender sender) : IWebhookFigures
    {
        public ValueTask<WebhookStats?> TakeAsync() => new(sender.Stats);
    }
}
