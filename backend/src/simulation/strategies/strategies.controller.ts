import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { checkStrategyText } from './check-text.ts';
import { libraryStrategies } from './library.ts';
import { strategyNames } from './names.ts';
import { CheckRequest, LibraryStrategy, StrategyCheck, StrategyNames } from './strategy.dto.ts';

/** Strategies as texts: those that ship, whether one is sound, and what one can be made of. */
@ApiTags('strategies')
@Controller('strategies')
export class StrategiesController {
  /** The strategies that ship with Hindcast. */
  @Get()
  @ApiOkResponse({ type: [LibraryStrategy] })
  list(): Promise<LibraryStrategy[]> {
    return libraryStrategies();
  }

  /** Every name, function and key that a strategy may use. */
  @Get('names')
  @ApiOkResponse({ type: StrategyNames })
  names(): StrategyNames {
    return strategyNames();
  }

  /** Reads and checks a strategy's text; runs nothing of it. */
  @Post('check')
  @HttpCode(200)
  @ApiOkResponse({ type: StrategyCheck })
  check(@Body() { text }: CheckRequest): StrategyCheck {
    return checkStrategyText(text);
  }
}
