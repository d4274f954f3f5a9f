import { UseFilters, UseInterceptors, UsePipes, type OnModuleDestroy } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayInit,
} from '@nestjs/websockets';
import type { Timeframe } from '@hindcast/engine';
import type {
  Frame,
  LiveCorrelation,
  LiveHistory,
  LiveSaid,
  LiveState,
  LiveWatched,
  ReplayBar,
  ReplayFile,
  WatchList,
} from '@hindcast/engine/wire';
import { AckErrorFilter, AckInterceptor } from '../errors/ack.ts';
import { validation } from '../errors/validation.ts';
import type { LiveServer, LiveSocket } from '../realtime/room.ts';
import { SESSION_COLUMNS } from '../replay/frames.ts';
import { parquetOf } from '../replay/rows-file.ts';
import { correlationOf } from './live-correlation.ts';
import { historyOf, saidFrom } from './live-history.ts';
import { ALERT_ROOM, LIVE_ROOM, LiveHub } from './live-hub.ts';
import { barOf, rowsOf, startOf, stateOf, viewOf, watchListOf } from './live-views.ts';
import {
  AlertsOpenDto,
  LiveBarDto,
  LiveHistoryDto,
  LiveLeaveDto,
  LiveListDto,
  LiveRowsDto,
  LiveSaidDto,
  LiveTableDto,
  LiveWatchDto,
  TimeframeDto,
} from './live.dto.ts';
import { LiveService } from './live.service.ts';
import { parquetOfTable } from './table-file.ts';

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

  @SubscribeMessage('alerts_open')
  async alerts(
    @ConnectedSocket() socket: LiveSocket,
    @MessageBody() { replaying }: AlertsOpenDto,
  ): Promise<null> {
    const recorded = this.live.run?.source.market !== 'live';
    if (!replaying || !recorded) {
      await socket.join(ALERT_ROOM);
      return null;
    }
    await socket.leave(ALERT_ROOM);
    // Its page may have looked at the live market before, and hears that by another room.
    this.#hub?.leave(socket);
    return null;
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

  @SubscribeMessage('live_history')
  history(@MessageBody() request: LiveHistoryDto): LiveHistory {
    return historyOf(viewOf(this.live.market, request.timeframe), request);
  }

  @SubscribeMessage('live_said')
  said(@MessageBody() request: LiveSaidDto): LiveSaid {
    return saidFrom(viewOf(this.live.market, request.timeframe), request.from);
  }

  @SubscribeMessage('live_correlation')
  correlation(@MessageBody() request: TimeframeDto): LiveCorrelation {
    return correlationOf(viewOf(this.live.market, request.timeframe));
  }

  @SubscribeMessage('live_export')
  async export(@MessageBody() request: LiveRowsDto): Promise<ReplayFile> {
    const frame = rowsOf(this.live.market, request);
    return { rows: frame.to - frame.from, data: await parquetOf(frame) };
  }

  @SubscribeMessage('live_table')
  async table(@MessageBody() request: LiveTableDto): Promise<ReplayFile> {
    return { rows: request.rows.length, data: await parquetOfTable(request) };
  }

  @SubscribeMessage('live_leave')
  leave(@ConnectedSocket() socket: LiveSocket, @MessageBody() { what }: LiveLeaveDto): null {
    this.#hub?.leave(socket, `live:${what}:`);
    return null;
  }

  @SubscribeMessage('live_close')
  close(@ConnectedSocket() socket: LiveSocket): null {
    this.#hub?.leave(socket);
    return null;
  }
}
