using Signaling.Gateway.Hosting;

return await GatewayProgram.RunAsync(args, arguments => GatewayServer.Build(arguments));
