using Signaling.CoHost;
using Signaling.Gateway.Hosting;

return await GatewayProgram.RunAsync(args, CoHostServer.Build);
