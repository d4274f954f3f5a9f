import { UseFilters, UseInterceptors, UsePipes, type OnModuleDestroy } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayInit,
} from '@nestjs/websockets';
import type { Timeframe } from '@hindcast/engine';
import type { Frame, LiveState, LiveWatched, ReplayBar, WatchList } from '@hindcast/engine/wire';
import { AckErrorFilter, AckInterceptor } from '../errors/ack.ts';
import { validation } from '../errors/validation.ts';
import type { LiveServer, LiveSocket } from '../realtime/room.ts';
import { SESSION_COLUMNS } from '../replay/frames.ts';
import { LIVE_ROOM, LiveHub } from './live-hub.ts';
import { barOf, rowsOf, startOf, stateOf, viewOf, watchListOf } from './live-views.ts';
import { LiveBarDto, LiveListDto, LiveRowsDto, LiveWatchDto } from './live.dto.ts';
import { LiveService } from './live.service.ts';

/** The live market's side of the socket: every request of `LiveRequests`, answered by an acknowledgement. */
@WebSocketGateway()
@UseInterceptors(AckInterceptor)
@UseFilters(AckErrorFilter)
@UsePipes(validation())
export class LiveGateway implements OnGatewayInit<LiveServer>, OnModuleDestroy {
  #hub: LiveHub | undefined;

  constructor(private readonly live: LiveService) {}

  afterInit(server: LiveServer): void {
    const hub = new LiveHub(server, this.live);
    this.#hub = hub;
    this.live.onSlice((slice) => hub.send(slice));
    this.live.onBegun(() => hub.sendState());
  }

  onModuleDestroy(): void {
    this.#hub?.close();
  }

  @SubscribeMessage('live_open')
  open(@ConnectedSocket() socket: LiveSocket): LiveState {
    void socket.join(LIVE_ROOM);
    return stateOf(this.live);
  }

  @SubscribeMessage('live_watch')
  watch(@ConnectedSocket() socket: LiveSocket, @MessageBody() request: LiveWatchDto): LiveWatched {
    const view = viewOf(this.live.market, request.timeframe);
    const columns = request.columns ?? SESSION_COLUMNS;
    const lanes = request.lanes.map((wanted) => {
      const lane = view.lane(wanted.venue, wanted.symbol);
      for (const name of columns) view.column(lane, name);
      return { venue: lane.key.venue, symbol: lane.key.symbol };
    });
    this.#hub?.subscribe(socket, { timeframe: request.timeframe, lanes, columns });
    return { timeframe: request.timeframe, ...startOf(view), columns: [...columns] };
  }

  @SubscribeMessage('live_list')
  list(@ConnectedSocket() socket: LiveSocket, @MessageBody() request: LiveListDto): WatchList {
    const columns = request.columns ?? SESSION_COLUMNS;
    const list = watchListOf(viewOf(this.live.market, request.timeframe as Timeframe), columns);
    this.#hub?.subscribe(socket, { timeframe: request.timeframe, lanes: undefined, columns });
    return list;
  }

  @SubscribeMessage('live_rows')
  rows(@MessageBody() request: LiveRowsDto): Frame {
    return rowsOf(this.live.market, request);
  }

  @SubscribeMessage('live_bar')
  bar(@MessageBody() request: LiveBarDto): ReplayBar {
    return barOf(this.live.market, request);
  }

  @SubscribeMessage('live_close')
  close(@ConnectedSocket() socket: LiveSocket): null {
    this.#hub?.leave(socket);
    return null;
  }
}
