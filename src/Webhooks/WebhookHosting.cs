using Microsoft.Extensions.DependencyInjection;
using Signaling.Core.Rooms;

namespace Signaling.Webhooks;

/// <summary>Registers what posts events, where that is configured.</summary>
internal static class WebhookHosting
{
    /// <param name="services">The process' services.</param>
    /// <param name="options">Where to, and what.</param>
    /// <param name="name">What this process is called, once it is known.</param>
    public static void Add(IServiceCollection services, WebhookOptions options, Func<IServiceProvider, WebhookName> name)
    {
        if (!options.IsOn) return;
        services.AddSingleton(options);
        services.AddSingleton(name);
        services.AddSingleton<WebhookQueue>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton(provider => provider.GetRequiredService<WebhookSender>().Meter.Meter);
        services.AddSingleton<IRoomWatch, RoomEvents>();
        services.AddSingleton<LostSenders>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookSender>());
    }
}
