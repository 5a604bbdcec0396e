using Orleans.Configuration;
using Orleans.Streams;
using Signaling.Grains.Abstractions;
using Signaling.Grains.Abstractions.Streams;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>What a client of the cluster needs, however it finds the cluster.</summary>
public static class SignalingClient
{
    public static IClientBuilder AddSignaling(this IClientBuilder client)
    {
        client.Services.AddSingleton<SiloDoors>();
        client.Services.AddSingleton<IInboundDoors>(provider => provider.GetRequiredService<SiloDoors>());
        client.AddPersistentStreams(Partitions.StreamProvider, InboundAdapter.Create, streams => streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly));
        client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(3));
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1));
        return client;
    }
}
